namespace CovidGrpc.Dicom;

/// <summary>How an image lies in the patient (ImageOrientationPatient, PS3.3 C.7.6.2.1.1); both are unit vectors at a right angle.</summary>
/// <param name="AlongRow">Direction in which the column index grows.</param>
/// <param name="AlongColumn">Direction in which the row index grows.</param>
public readonly record struct ImageOrientation(PatientVector AlongRow, PatientVector AlongColumn)
{
    /// <summary>Unit normal of the image plane; slices are sorted along it.</summary>
    public PatientVector Normal => AlongRow.Cross(AlongColumn);
}
