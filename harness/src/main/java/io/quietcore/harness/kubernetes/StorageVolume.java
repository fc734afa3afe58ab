package io.quietcore.harness.kubernetes;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.quietcore.contract.PodOrders;
import io.quietcore.workloads.PodStorage;
import io.quietcore.workloads.PodStorage.Kind;
import java.util.List;

/** The volume that storage and fio measure in a pod. Pure. */
final class StorageVolume {
    private static final String NAME = "storage";

    private StorageVolume() {}

    static Volume of(PodStorage storage) {
        VolumeBuilder volume = new VolumeBuilder().withName(NAME);
        return switch (storage.kind()) {
            case DISK -> volume.withNewEmptyDir().endEmptyDir().build();
            case CLAIM, DEVICE ->
                volume.withNewPersistentVolumeClaim()
                        .withClaimName(storage.name())
                        .endPersistentVolumeClaim()
                        .build();
            case HOST ->
                volume.withNewHostPath()
                        .withPath(storage.name())
                        .withType("Directory")
                        .endHostPath()
                        .build();
            case EPHEMERAL ->
                volume.withNewEphemeral()
                        .withNewVolumeClaimTemplate()
                        .withNewSpec()
                        .withAccessModes("ReadWriteOnce")
                        .withStorageClassName(storage.name().isEmpty() ? null : storage.name())
                        .withNewResources()
                        .addToRequests("storage", new Quantity(storage.size()))
                        .endResources()
                        .endSpec()
                        .endVolumeClaimTemplate()
                        .endEphemeral()
                        .build();
        };
    }

    static List<VolumeMount> mounts(PodStorage storage) {
        return storage.kind() == Kind.DEVICE
                ? List.of()
                : List.of(new VolumeMountBuilder()
                        .withName(NAME)
                        .withMountPath(PodOrders.STORAGE_FOLDER)
                        .build());
    }

    static List<VolumeDevice> devices(PodStorage storage) {
        return storage.kind() == Kind.DEVICE ? List.of(new VolumeDevice(PodOrders.STORAGE_DEVICE, NAME)) : List.of();
    }

    /** Whether the kubelet has to make it writable for the pod's user: a folder of a claim belongs to root. */
    static boolean belongsToRoot(PodStorage storage) {
        return storage.kind() == Kind.CLAIM || storage.kind() == Kind.EPHEMERAL || storage.kind() == Kind.DEVICE;
    }
}
