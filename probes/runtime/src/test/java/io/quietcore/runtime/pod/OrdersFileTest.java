package io.quietcore.runtime.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.quietcore.contract.CanonicalJson;
import io.quietcore.contract.PodOrders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A folder as the kubelet keeps it (pkg/volume/util/atomic_writer.go): a link to a folder, which is replaced in one step. */
@Tag("once")
@Timeout(30)
class OrdersFileTest {
    @TempDir
    private Path folder;

    private int written;

    private void write(String text) throws IOException {
        Path version = Files.createDirectory(folder.resolve("..v" + ++written));
        Files.writeString(version.resolve(PodOrders.ORDERS_FILE), text);
        Path link = Files.createSymbolicLink(folder.resolve("..data_tmp"), version.getFileName());
        Files.move(link, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        if (written == 1) {
            Files.createSymbolicLink(folder.resolve(PodOrders.ORDERS_FILE), Path.of("..data", PodOrders.ORDERS_FILE));
        }
    }

    private static PodOrders acknowledged(String name) {
        return new PodOrders(null, name, false, false);
    }

    @Test
    void thereAreNoOrdersBeforeTheFirst() throws Exception {
        try (OrdersFile orders = OrdersFile.watching(folder)) {
            assertThat(orders.read()).isEqualTo(PodOrders.NONE);
            write("");
            assertThat(orders.read()).isEqualTo(PodOrders.NONE);
        }
    }

    @Test
    void eachChangeIsToldOnceAndGarbageIsPassedOver() throws Exception {
        BlockingQueue<PodOrders> told = new LinkedBlockingQueue<>();
        write("");
        try (OrdersFile orders = OrdersFile.watching(folder)) {
            orders.follow(told::add);

            write(CanonicalJson.write(acknowledged("jitter/1/1")));
            assertThat(told.take()).isEqualTo(acknowledged("jitter/1/1"));
            write("{");
            write(CanonicalJson.write(acknowledged("jitter/1/1")));
            write(CanonicalJson.write(acknowledged("jitter/2/1")));

            assertThat(told.take()).isEqualTo(acknowledged("jitter/2/1"));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void ordersThatAreThereAlreadyAreTold() throws Exception {
        write(CanonicalJson.write(acknowledged("jitter/1/1")));
        BlockingQueue<PodOrders> told = new LinkedBlockingQueue<>();
        try (OrdersFile orders = OrdersFile.watching(folder)) {
            orders.follow(told::add);

            assertThat(told.take()).isEqualTo(acknowledged("jitter/1/1"));
        }
    }
}
