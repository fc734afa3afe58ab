package io.quietcore.harness.cli;

import io.quietcore.harness.kubernetes.RbacFactory;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code quietcore rbac}. */
@Command(
        name = "rbac",
        description =
                "Prints what a run needs of a cluster, for 'kubectl apply -f -': namespace, service account, Role,"
                        + " bindings.",
        mixinStandardHelpOptions = true)
final class RbacCommand implements Callable<Integer> {
    /** RFC 1123 label, as Kubernetes wants names of namespaces and service accounts. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    @Spec
    @SuppressWarnings("NullAway.Init") // Set by picocli.
    private CommandSpec spec;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = "quietcore",
            description = "where the pods run; default ${DEFAULT-VALUE}")
    private String namespace = "quietcore";

    @Option(
            names = "--service-account",
            paramLabel = "NAME",
            defaultValue = "quietcore",
            description = "of the controller; default ${DEFAULT-VALUE}")
    private String serviceAccount = "quietcore";

    @Option(
            names = "--privileges",
            paramLabel = "NAME",
            description = "rt: for pods with SYS_NICE and IPC_LOCK, which 'restricted' and 'baseline' refuse")
    private @Nullable String privileges;

    @Option(
            names = "--openshift",
            description = "with --privileges rt: SecurityContextConstraints for these pods as well")
    private boolean openShift;

    @Override
    public Integer call() throws CommandFailure {
        for (String name : new String[] {namespace, serviceAccount}) {
            if (!NAME.matcher(name).matches()) {
                throw CommandFailure.error(
                        "found '" + name + "'; expected a name of lower-case letters, digits and dashes");
            }
        }
        if (privileges != null && !privileges.equals("rt")) {
            throw CommandFailure.error("--privileges: found '" + privileges + "'; expected rt, or nothing");
        }
        spec.commandLine()
                .getOut()
                .print(new RbacFactory(namespace, serviceAccount, privileges != null, openShift).yaml());
        return ExitCode.OK;
    }
}
