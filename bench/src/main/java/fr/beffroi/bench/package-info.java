/** Benchmarks of the real distribution: each figure beside a limit measured in the same run on the same machine. */
package fr.beffroi.bench;
