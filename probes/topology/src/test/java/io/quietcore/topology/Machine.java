package io.quietcore.topology;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the files of a machine's sysfs and procfs, as a kernel would, below a folder. */
final class Machine {
    private final Path root;

    Machine(Path root) {
        this.root = root;
    }

    Machine file(String name, String content) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, content + "\n");
        return this;
    }

    Machine online(String list) throws IOException {
        return file("sys/devices/system/cpu/online", list);
    }

    Machine isolated(String list) throws IOException {
        return file("sys/devices/system/cpu/isolated", list);
    }

    Machine allowed(String list) throws IOException {
        return file("proc/self/status", "Name:\tcat\nCpus_allowed:\tff\nCpus_allowed_list:\t" + list);
    }

    Machine cpu(int cpu, int packageId, int core, String siblings) throws IOException {
        String folder = "sys/devices/system/cpu/cpu" + cpu + "/topology/";
        file(folder + "physical_package_id", Integer.toString(packageId));
        file(folder + "core_id", Integer.toString(core));
        return file(folder + "thread_siblings_list", siblings);
    }

    Machine node(int node, String cpus, long memoryKb) throws IOException {
        String folder = "sys/devices/system/node/node" + node + "/";
        file(folder + "cpulist", cpus);
        return file(
                folder + "meminfo",
                "Node " + node + " MemTotal:       " + memoryKb + " kB\nNode " + node + " MemFree: 1 kB");
    }

    NodeTopology read() throws TopologyException {
        return TopologyReader.read(root);
    }
}
