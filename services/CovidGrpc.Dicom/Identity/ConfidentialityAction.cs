namespace CovidGrpc.Dicom.Identity;

/// <summary>What becomes of an attribute (PS3.15 E.1.1 and table E.1-1a).</summary>
internal enum ConfidentialityAction
{
    /// <summary>It stays; a sequence is cleaned item by item.</summary>
    Keep,

    /// <summary>X: it goes.</summary>
    Remove,

    /// <summary>Z: it loses its value.</summary>
    Empty,

    /// <summary>D: it gets a value that says nothing.</summary>
    Dummy,

    /// <summary>U: it gets another identifier, the same wherever the old one stood.</summary>
    ReplaceUid,
}
