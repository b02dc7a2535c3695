using CovidGrpc.Contracts.V1;
using CovidGrpc.Metrics.Volumes;

namespace CovidGrpc.Gateway.Scans;

/// <summary>What the verdict on a scan is made of, gathered slice by slice; of each slice some kilobytes are kept, never its pixels.</summary>
internal sealed class ScanTally
{
    private readonly List<Warning> _warnings = [];
    private readonly List<FoundSeries> _series = [];
    private readonly Dictionary<string, (Warning Warning, int Slices)> _ofSlices = [];
    private readonly List<ClassifyScanRequest> _votes = [];
    private readonly ScanVolumes _volumes = new();
    private Model? _model;
    private Model? _classificationModel;
    private bool _hasFindings = true;
    private bool _hasGeometry = true;
    private uint _slices;

    /// <summary>The slices' classes, for the classification; the first names the model that told them.</summary>
    public IReadOnlyList<ClassifyScanRequest> Votes
    {
        get
        {
            if (_votes.Count > 0 && (_classificationModel ?? _model)?.Identity is { } identity)
            {
                (_votes[0].ModelName, _votes[0].ModelDigest) = (identity.Name, identity.Digest);
            }

            return _votes;
        }
    }

    /// <summary>Adds a slice, and gives the message that tells of it.</summary>
    public Contracts.V1.SliceDiagnosis Add(DiagnosedSlice slice)
    {
        var prepared = slice.Prepared;
        _slices = prepared.Count;
        _warnings.AddRange(prepared.ScanWarnings);
        _series.AddRange(prepared.Series);
        var told = new Contracts.V1.SliceDiagnosis { Index = prepared.Index, Instance = prepared.Instance, Frame = prepared.Frame, Diagnosis = slice.Diagnosis };
        Count(slice.Diagnosis?.Warnings ?? prepared.Warnings);
        if (slice.Diagnosis is { } diagnosis)
        {
            (_model, _classificationModel) = (_model ?? diagnosis.Model, _classificationModel ?? diagnosis.ClassificationModel);
            _votes.Add(new ClassifyScanRequest { Index = prepared.Index, Classification = diagnosis.Classification, LungAreaMm2 = Measure(slice, told) });
        }

        return told;
    }

    /// <summary>The verdict.</summary>
    /// <param name="classified">What the classification made of the votes; null when there were none.</param>
    public ScanDiagnosis Finish(ClassifyScanResponse? classified)
    {
        var verdict = new ScanDiagnosis
        {
            Classification = classified?.Classification,
            Model = _model,
            ClassificationModel = _classificationModel,
            Slices = _slices,
            Notice = SliceDiagnosis.Notice,
        };
        verdict.Series.AddRange(_series);
        verdict.DecidingSlices.AddRange(classified?.DecidingSlices ?? []);
        verdict.Warnings.AddRange(_warnings);
        if (verdict.Classification is null)
        {
            verdict.Warnings.Add(new Warning { Code = "NO_CLASS", Message = "No slice could be judged: there is no class." });
        }

        VolumeContract.AddTo(verdict, _hasFindings, _hasGeometry ? _volumes.Measure() : null);
        verdict.Warnings.AddRange(_ofSlices.Values.Select(OfSlices));
        return verdict;
    }

    // The area that the slice's vote weighs: in pixels where spacing is unknown, which then is so for the whole scan.
    private double Measure(DiagnosedSlice slice, Contracts.V1.SliceDiagnosis told)
    {
        if (slice.Tissues is not { } tissues)
        {
            _hasFindings = false;
            return 0;
        }

        if (slice.Plane is not { } plane)
        {
            _hasGeometry = false;
            return tissues.CountLung();
        }

        _volumes.Add(tissues, plane);
        told.LungAreaMm2 = tissues.CountLung() * plane.PixelAreaMm2;
        told.LesionAreaMm2 = tissues.CountLesions() * plane.PixelAreaMm2;
        return told.LungAreaMm2;
    }

    private void Count(IEnumerable<Warning> warnings)
    {
        foreach (var warning in warnings)
        {
            _ofSlices[warning.Code] = _ofSlices.TryGetValue(warning.Code, out var counted) ? (counted.Warning, counted.Slices + 1) : (warning, 1);
        }
    }

    private Warning OfSlices((Warning Warning, int Slices) counted) => counted.Slices == _slices && _slices > 1
        ? new Warning { Code = counted.Warning.Code, Message = $"All slices: {counted.Warning.Message}" }
        : new Warning { Code = counted.Warning.Code, Message = $"{counted.Slices} of {_slices} slices: {counted.Warning.Message}" };
}
