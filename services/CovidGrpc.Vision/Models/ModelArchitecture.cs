using System.Text.Json.Serialization;

namespace CovidGrpc.Vision.Models;

/// <summary>Which network a model folder holds.</summary>
public enum ModelArchitecture
{
    /// <summary>One Shot Model with LSTM and attention (Ter-Sarkisov, IEEE Intelligent Systems 37(3), 2022).</summary>
    [JsonStringEnumMemberName("one_shot_lstm_attention")]
    OneShotLstmAttention,
}
