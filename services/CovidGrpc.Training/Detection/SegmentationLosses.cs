using CovidGrpc.Training.Learning;

namespace CovidGrpc.Training.Detection;

/// <summary>The five losses of a segmentation step.</summary>
/// <param name="Classifier">Classes of the RoIs.</param>
/// <param name="BoxRegression">Boxes of the RoIs.</param>
/// <param name="Mask">Masks of the RoIs.</param>
/// <param name="Objectness">Which anchors are objects.</param>
/// <param name="RpnBoxRegression">Boxes of the anchors.</param>
internal readonly record struct SegmentationLosses(
    float Classifier, float BoxRegression, float Mask, float Objectness, float RpnBoxRegression)
{
    /// <summary>Their sum, which is minimised.</summary>
    internal float Total => Classifier + BoxRegression + Mask + Objectness + RpnBoxRegression;

    internal void AddTo(LossMeans means)
    {
        means.Add("classifier", Classifier);
        means.Add("box_regression", BoxRegression);
        means.Add("mask", Mask);
        means.Add("objectness", Objectness);
        means.Add("rpn_box_regression", RpnBoxRegression);
        means.Add(LossMeans.Segmentation, Total);
    }
}
