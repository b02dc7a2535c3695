using NuGet.Versioning;

namespace CovidGrpc.Vision.Models;

/// <summary>
/// A folder of model folders, at most two levels deep: <c>store/demo/model.json</c> or <c>store/demo/1.2.0/model.json</c>. A model folder is a
/// store of one. What counts is the name and version in the manifests, not the folders' names. Read anew at each question.
/// </summary>
/// <param name="path">The folder.</param>
public sealed class ModelStore(string path)
{
    private const int MostFolders = 4096;

    /// <summary>Finds a model.</summary>
    /// <param name="name">Its name; null for the only one in the store.</param>
    /// <param name="version">Its version; null for the newest by semantic versioning.</param>
    /// <exception cref="ModelNotInStoreException">It is not there.</exception>
    /// <exception cref="ModelFolderException">Its manifest cannot be used, or two folders claim to be it.</exception>
    public ModelFolder Find(string? name = null, string? version = null)
    {
        var errors = new List<ModelFolderException>();
        var models = Read(errors);
        name ??= TheOnlyName(models, errors);
        var named = models.Where(model => model.Identity.Name == name && (version is null || model.Identity.Version == version)).ToArray();
        if (named.Length == 0)
        {
            // A folder that cannot be read may be the one that is looked for.
            throw errors.Count > 0 ? errors[0] : new ModelNotInStoreException(name, version);
        }

        var newest = named.MaxBy(model => SemanticVersion.Parse(model.Identity.Version))!;
        if (named.Count(model => model.Identity.Version == newest.Identity.Version) > 1)
            throw new ModelFolderException(ModelFolder.ManifestName, [$"two folders of the store hold {name} {newest.Identity.Version}"]);
        return newest;
    }

    /// <summary>All models that can be read, by name and then by version, the oldest first; those that cannot are left out.</summary>
    public IReadOnlyList<ModelFolder> List()
    {
        return
        [
            .. Read([])
                .OrderBy(model => model.Identity.Name, StringComparer.Ordinal)
                .ThenBy(model => SemanticVersion.Parse(model.Identity.Version)),
        ];
    }

    /// <summary>Paths of all folders with a manifest, whether it can be read or not, in their alphabetical order.</summary>
    /// <exception cref="ModelFolderException">The store cannot be read.</exception>
    public IReadOnlyList<string> Folders()
    {
        try
        {
            var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 2, IgnoreInaccessible = true };
            return
            [
                .. Directory.EnumerateFiles(path, ModelFolder.ManifestName, options).Take(MostFolders)
                    .Select(file => Path.GetDirectoryName(file)!).Order(StringComparer.Ordinal),
            ];
        }
        catch (IOException e)
        {
            throw new ModelFolderException(ModelFolder.ManifestName, ["the model store cannot be read"], e);
        }
    }

    private List<ModelFolder> Read(List<ModelFolderException> errors)
    {
        var models = new List<ModelFolder>();
        foreach (var folder in Folders())
        {
            try
            {
                models.Add(ModelFolder.Open(folder));
            }
            catch (ModelFolderException e)
            {
                errors.Add(e);
            }
        }

        return models;
    }

    private static string TheOnlyName(List<ModelFolder> models, List<ModelFolderException> errors)
    {
        var names = models.Select(model => model.Identity.Name).Distinct().ToArray();
        return names.Length switch
        {
            1 => names[0],
            0 => throw errors.FirstOrDefault() ?? new ModelFolderException(ModelFolder.ManifestName, ["the model store holds no model"]),
            _ => throw new ModelFolderException(ModelFolder.ManifestName, [$"the store holds several models, name one: {string.Join(", ", names.Order())}"]),
        };
    }
}
