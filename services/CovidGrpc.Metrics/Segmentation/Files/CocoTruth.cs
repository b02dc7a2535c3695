namespace CovidGrpc.Metrics.Segmentation.Files;

/// <summary>A COCO truth file (<c>images</c>, <c>annotations</c>, <c>categories</c>); masks stay run lengths.</summary>
public sealed class CocoTruth
{
    private readonly Dictionary<long, CocoImage> _imagesById;

    private CocoTruth(IReadOnlyList<ObjectCategory> categories, IEnumerable<CocoImage> images)
    {
        Categories = categories;
        Images = [.. images.OrderBy(image => image.Id)];
        _imagesById = Images.ToDictionary(image => image.Id);
    }

    /// <summary>The categories in the order of the file.</summary>
    public IReadOnlyList<ObjectCategory> Categories { get; }

    /// <summary>The images by rising id, those without any object included.</summary>
    public IReadOnlyList<CocoImage> Images { get; }

    /// <summary>Reads a file, entry by entry.</summary>
    /// <param name="stream">The file; stays open.</param>
    /// <exception cref="MetricsFileException">The file is no JSON or lacks something; names the entry.</exception>
    public static CocoTruth Read(Stream stream)
    {
        var categories = new Dictionary<int, ObjectCategory>();
        var images = new Dictionary<long, CocoImage>();
        var objects = new Dictionary<long, List<TruthObject>>();
        var firstEntry = new Dictionary<long, JsonEntry>();
        foreach (var entry in new JsonLists(stream, CocoFileLimits.EntryBytes).Read())
        {
            switch (entry.List)
            {
                case "categories":
                    var category = new ObjectCategory((int)entry.Integer("id", 0, int.MaxValue), entry.Text("name"));
                    if (!categories.TryAdd(category.Id, category) || categories.Count > CocoFileLimits.Categories)
                        throw entry.Wrong($"the id stands twice, or there are more than {CocoFileLimits.Categories} categories");
                    break;
                case "images":
                    var image = ReadImage(entry, objects);
                    if (!images.TryAdd(image.Id, image))
                        throw entry.Wrong("the image's id stands twice");
                    break;
                case "annotations":
                    var imageId = entry.Integer("image_id", long.MinValue, long.MaxValue);
                    ObjectsOf(imageId, objects).Add(ReadObject(entry));
                    firstEntry.TryAdd(imageId, entry with { Value = default });
                    break;
            }
        }

        foreach (var (imageId, entry) in firstEntry)
            CheckObjects(entry, images.GetValueOrDefault(imageId), objects[imageId], categories);
        return new([.. categories.Values], images.Values);
    }

    internal CocoImage? Find(long image) => _imagesById.GetValueOrDefault(image);

    private static List<TruthObject> ObjectsOf(long image, Dictionary<long, List<TruthObject>> objects)
    {
        if (!objects.TryGetValue(image, out var own))
            objects.Add(image, own = []);
        return own;
    }

    private static CocoImage ReadImage(JsonEntry entry, Dictionary<long, List<TruthObject>> objects)
    {
        var id = entry.Integer("id", long.MinValue, long.MaxValue);
        return new(
            id,
            entry.Has("file_name") ? entry.Text("file_name") : null,
            (int)entry.Integer("height", 1, RunLengthMask.LargestSide),
            (int)entry.Integer("width", 1, RunLengthMask.LargestSide),
            ObjectsOf(id, objects));
    }

    private static TruthObject ReadObject(JsonEntry entry)
    {
        var truth = new TruthObject(
            (int)entry.Integer("category_id", 0, int.MaxValue),
            entry.Mask(),
            entry.Box(),
            entry.Has("area") ? entry.Number("area") : null,
            entry.Has("iscrowd") && entry.Integer("iscrowd", 0, 1) == 1);
        if (truth.Area < 0)
            throw entry.Wrong("area must not be negative");
        return truth.Mask is not null || truth.Box is not null ? truth : throw entry.Wrong("has neither segmentation nor bbox");
    }

    private static void CheckObjects(JsonEntry first, CocoImage? image, List<TruthObject> objects, Dictionary<int, ObjectCategory> categories)
    {
        if (image is null)
            throw first.Wrong("its image_id is not among the images");
        if (objects.Any(truth => !categories.ContainsKey(truth.Category)))
            throw first.Wrong("the category_id of it or of another object of its image is not among the categories");
        if (objects.Any(truth => truth.Mask is { } mask && (mask.Rows != image.Rows || mask.Columns != image.Columns)))
            throw first.Wrong("the mask of it or of another object of its image has not the image's size");
    }
}
