namespace CovidGrpc.Training.Phantoms.Anatomy;

/// <summary>What fills a place of the body.</summary>
internal enum Tissue : byte
{
    Air,
    Table,
    TableCore,
    Skin,
    Fat,
    Gland,
    Muscle,
    CorticalBone,
    SpongyBone,
    Cartilage,
    Disc,
    SpinalCanal,
    Blood,
    Myocardium,
    AirwayWall,
    AirwayLumen,
    Oesophagus,
    Liver,
    Spleen,
    Stomach,
    GastricAir,
    Lung,
}
