namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>A COCO results file: one list of predictions; masks stay run lengths.</summary>
public sealed class CocoResults
{
    private readonly Dictionary<long, List<PredictedObject>> _byImage = [];

    private CocoResults()
    {
    }

    /// <summary>Number of predictions.</summary>
    public int Count { get; private set; }

    /// <summary>Reads a file, entry by entry.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <param name="truth">The truth that it belongs to.</param>
    /// <exception cref="MetricsFileException">
    /// The file is no JSON, lacks something, does not belong to the truth, or has boxes in some entries only; names the entry.
    /// </exception>
    public static CocoResults Read(Stream stream, CocoTruth truth)
    {
        var results = new CocoResults();
        var categories = truth.Categories.Select(category => category.Id).ToHashSet();
        bool? haveBoxes = null;
        foreach (var entry in new JsonLists(stream, CocoFileLimits.EntryBytes).Read())
        {
            if (entry.List != JsonLists.Root)
                throw new MetricsFileException("the file", "results must be one list, not an object that holds lists");
            var imageId = entry.Integer("image_id", long.MinValue, long.MaxValue);
            var image = truth.Find(imageId) ?? throw entry.Wrong("its image_id is not among the images of the truth");
            var prediction = ReadPrediction(entry, image);
            if (!categories.Contains(prediction.Category))
                throw entry.Wrong("its category_id is not among the categories of the truth");

            // The box decides what COCO's protocol takes for the area, so a file must not do this half way.
            haveBoxes ??= prediction.Box is not null;
            if (haveBoxes != prediction.Box is not null)
                throw entry.Wrong("has a bbox where others have none, or none where others have one");
            results.Add(imageId, prediction);
        }

        return results;
    }

    /// <summary>The predictions of an image, in the order of the file.</summary>
    public IReadOnlyList<PredictedObject> Of(long image) => _byImage.TryGetValue(image, out var predictions) ? predictions : [];

    private static PredictedObject ReadPrediction(JsonEntry entry, CocoImage image)
    {
        var prediction = new PredictedObject((int)entry.Integer("category_id", 0, int.MaxValue), entry.Number("score"), entry.Mask(), entry.Box());
        if (prediction.Mask is { } mask && (mask.Rows != image.Rows || mask.Columns != image.Columns))
            throw entry.Wrong("its mask has not the image's size");
        return prediction.Mask is not null || prediction.Box is not null ? prediction : throw entry.Wrong("has neither segmentation nor bbox");
    }

    private void Add(long image, PredictedObject prediction)
    {
        if (!_byImage.TryGetValue(image, out var own))
            _byImage.Add(image, own = []);
        own.Add(prediction);
        Count++;
    }
}
