using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Models;

/// <summary>Which network a model folder holds.</summary>
public enum ModelArchitecture
{
    /// <summary>One Shot Model with LSTM and attention (Ter-Sarkisov, IEEE Intelligent Systems 37(3), 2022): segmentation and classification.</summary>
    [JsonStringEnumMemberName("one_shot_lstm_attention")]
    OneShotLstmAttention,

    /// <summary>Mask R-CNN on a feature pyramid of four levels (He et al., 2017): segmentation alone.</summary>
    [JsonStringEnumMemberName("mask_rcnn")]
    MaskRcnn,

    /// <summary>A convolutional network that classifies whole slices.</summary>
    [JsonStringEnumMemberName("image_classifier")]
    ImageClassifier,
}
