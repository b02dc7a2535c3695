namespace CovidGrpc.Dicom.Answers;

/// <summary>Content items of a structured report (PS3.3 C.17.3).</summary>
internal static class ContentItem
{
    public static DicomDataset Container(CodedConcept name, string? template, params IReadOnlyList<DicomDataset> children)
    {
        var container = Item("CONTAINER", name).SetString(DicomTag.ContinuityOfContent, "SEPARATE");
        if (template is not null)
        {
            container.SetSequence(DicomTag.ContentTemplateSequence, new DicomDataset()
                .SetString(DicomTag.MappingResource, "DCMR")
                .SetString(DicomTag.TemplateIdentifier, template));
        }

        return container.With(children);
    }

    public static DicomDataset Text(CodedConcept name, string text) => Item("TEXT", name).SetString(DicomTag.TextValue, text);

    public static DicomDataset Code(CodedConcept name, CodedConcept value) =>
        Item("CODE", name).SetSequence(DicomTag.ConceptCodeSequence, value.ToItem());

    public static DicomDataset Number(CodedConcept name, double value, CodedConcept unit) =>
        Item("NUM", name).SetSequence(DicomTag.MeasuredValueSequence, new DicomDataset()
            .SetNumber(DicomTag.NumericValue, value)
            .SetSequence(DicomTag.MeasurementUnitsCodeSequence, unit.ToItem()));

    public static DicomDataset UidReference(CodedConcept name, string uid) => Item("UIDREF", name).SetString(DicomTag.Uid, uid);

    public static DicomDataset Image(CodedConcept? name, DicomDataset reference) =>
        Item("IMAGE", name).SetSequence(DicomTag.ReferencedSopSequence, reference);

    public static DicomDataset With(this DicomDataset item, params IReadOnlyList<DicomDataset> children) =>
        children.Count == 0 ? item : item.SetSequence(DicomTag.ContentSequence, children);

    public static DicomDataset Contained(this DicomDataset item) => item.SetString(DicomTag.RelationshipType, "CONTAINS");

    public static DicomDataset AsContext(this DicomDataset item) => item.SetString(DicomTag.RelationshipType, "HAS OBS CONTEXT");

    public static DicomDataset AsModifier(this DicomDataset item) => item.SetString(DicomTag.RelationshipType, "HAS CONCEPT MOD");

    public static DicomDataset AsAcquisition(this DicomDataset item) => item.SetString(DicomTag.RelationshipType, "HAS ACQ CONTEXT");

    public static DicomDataset AsProperty(this DicomDataset item) => item.SetString(DicomTag.RelationshipType, "HAS PROPERTIES");

    private static DicomDataset Item(string valueType, CodedConcept? name)
    {
        var item = new DicomDataset().SetString(DicomTag.ValueType, valueType);
        return name is null ? item : item.SetSequence(DicomTag.ConceptNameCodeSequence, name.ToItem());
    }
}
