package fr.beffroi.provisioning;

/**
 * What subscriptions are made of, and what is done with them.
 *
 * @param directory first made, last taken back
 * @param database of hosted offerings
 * @param instance of hosted offerings
 * @param check of hosted offerings
 * @param suspendedInstance of hosted offerings, while they are suspended
 * @param suspendedDirectory while it is suspended
 * @param program of a binding
 * @param archive before anything is taken back
 * @param farewell after everything was, when the commune leaves
 * @param residue a look at every place, last of all
 */
record Steps(
        DirectoryStep directory,
        DatabaseStep database,
        InstanceStep instance,
        CheckStep check,
        SuspendedInstanceStep suspendedInstance,
        SuspendedDirectoryStep suspendedDirectory,
        ProgramStep program,
        ArchiveStep archive,
        FarewellStep farewell,
        ResidueStep residue) {}
