namespace CovidGrpc.Reports.Published;

/// <summary>Published figures of a classifier on the test images of CNCB-NCOV. Shares of 0 to 1.</summary>
/// <param name="System">The system, as its authors call it.</param>
/// <param name="Covid19">Sensitivity to COVID-19.</param>
/// <param name="CommonPneumonia">Sensitivity to common pneumonia.</param>
/// <param name="Control">Sensitivity to controls.</param>
/// <param name="F1">What is printed as F1; null where it is computed here of the printed matrix.</param>
/// <param name="ClassAdjustedF1">The class-adjusted F1 of the printed matrix; null where no matrix is printed.</param>
/// <param name="Accuracy">Share of right images: of the printed matrix, or what the sensitivities imply for the test set's classes.</param>
/// <param name="Source">Where it is printed.</param>
public sealed record PublishedClassifier(
    string System, double Covid19, double CommonPneumonia, double Control, double? F1, double? ClassAdjustedF1, double Accuracy, string Source);
