namespace CovidGrpc.Reports.Published;

/// <summary>The paper's table of segmentation.</summary>
public static class PublishedSegmenters
{
    private const string Page = "table on the page of the code (COVID-LSTM-Attention, state 42bcb3f)";

    /// <summary>The rows.</summary>
    public static IReadOnlyList<PublishedSegmenter> All { get; } =
    [
        new("One Shot + LSTM + attention", 0.587, 0.465, 0.442, Page),
        new("One Shot + LSTM", 0.612, 0.485, 0.466, Page),
        new("Mask R-CNN", 0.502, 0.419, 0.387, Page),
    ];

    /// <summary>What a reader must know of them.</summary>
    public static IReadOnlyList<string> Remarks { get; } =
    [
        "The published rows are the authors' per-image average precision, which is not COCO's: never compare one with the other.",
        "The published figures come from the lesions in the test images of CNCB-NCOV. On other images they are no measure of the model at hand.",
    ];
}
