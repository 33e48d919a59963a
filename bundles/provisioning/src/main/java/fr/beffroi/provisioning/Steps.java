package fr.beffroi.provisioning;

/**
 * What subscriptions are made of.
 *
 * @param directory first made, last taken back
 * @param database of hosted offerings
 * @param instance of hosted offerings
 * @param check of hosted offerings
 * @param archive before anything is taken back
 * @param farewell after everything was, when the commune leaves
 */
record Steps(
        DirectoryStep directory,
        DatabaseStep database,
        InstanceStep instance,
        CheckStep check,
        ArchiveStep archive,
        FarewellStep farewell) {}
