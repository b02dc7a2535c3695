using CovidGrpc.Metrics.Classification;

namespace CovidGrpc.Reports.Published;

/// <summary>The paper's table of classification, and the confusion matrices that the authors printed for its predecessors.</summary>
public static class PublishedClassifiers
{
    /// <summary>The test images of CNCB-NCOV by class: control, common pneumonia, COVID-19.</summary>
    public static IReadOnlyList<int> TestImages { get; } = [9450, 7395, 4346];

    private const string Paper = "A. Ter-Sarkisov, IEEE Intelligent Systems 37(3), 2022; table on the page of the code (COVID-LSTM-Attention)";
    private const string MaskNet = "confusion matrix on the page of COVID-CT-Mask-Net";
    private const string SingleShot = "confusion matrix on the page of COVID-Single-Shot-Model";

    /// <summary>The rows, the paper's own first.</summary>
    public static IReadOnlyList<PublishedClassifier> All { get; } =
    [
        Printed("One Shot + LSTM + attention", 0.9574, 0.9813, 0.9927, 0.9815),
        Printed("ResNet50", 0.9104, 0.9764, 0.9897, 0.9688),
        Printed("ResNeXt50", 0.9194, 0.8845, 0.8430, 0.8731),
        Printed("ResNeXt101", 0.9158, 0.9213, 0.9402, 0.9286),
        Printed("DenseNet121", 0.9264, 0.9616, 0.9898, 0.9615),
        Of("COVID-CT-Mask-Net, merged masks", new(9236, 188, 26, 116, 7150, 129, 20, 298, 4028), MaskNet),
        Of("COVID-CT-Mask-Net, both masks", new(9158, 278, 14, 204, 7030, 161, 15, 251, 4080), MaskNet),
        Of("Single-Shot Model", new(9322, 123, 5, 174, 7139, 82, 27, 277, 4042), SingleShot),
    ];

    /// <summary>What was found when the figures were computed again.</summary>
    public static IReadOnlyList<string> Remarks { get; } =
    [
        "The paper's table prints sensitivities and one figure called F1, which no table of sensitivities can give. For four of its five nets (all but DenseNet121) that figure equals, "
        + "within rounding, the accuracy that the sensitivities imply for 9450 controls, 7395 pneumonias and 4346 COVID-19 images; for DenseNet121 96.15 % is printed and 96.70 % implied. "
        + "Compare it with the accuracy as well as with the class-adjusted F1.",
        "Class-adjusted F1 is 0.45, 0.35 and 0.20 times the F1 of control, common pneumonia and COVID-19. In the three printed matrices it lies within 0.02 percentage points of the accuracy.",
        "The page of the Single-Shot Model prints a COVID-19 sensitivity of 93.16 %; its matrix gives 93.01 %, which stands here.",
        "The published figures come from the test images of CNCB-NCOV. On other images they are no measure of the model at hand.",
    ];

    private static PublishedClassifier Printed(string system, double covid, double pneumonia, double control, double f1)
    {
        var right = control * TestImages[0] + pneumonia * TestImages[1] + covid * TestImages[2];
        return new(system, covid, pneumonia, control, f1, null, right / TestImages.Sum(), Paper);
    }

    private static PublishedClassifier Of(string system, ConfusionMatrix matrix, string source) => new(
        system, matrix.Sensitivity(CaseClass.Covid19), matrix.Sensitivity(CaseClass.CommonPneumonia), matrix.Sensitivity(CaseClass.Control), null, matrix.ClassAdjustedF1, matrix.Accuracy, source);
}
