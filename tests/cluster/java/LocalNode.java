import java.nio.file.Path;
import java.util.Map;
import org.opensearch.common.logging.LogConfigurator;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;

/**
 * Runs one OpenSearch node on loopback for as long as another process, its owner, lives.
 *
 * <p>Arguments: the owner's process id, the node's folder, and then settings as {@code name=value}
 * (lists separated by commas). What differs between versions of OpenSearch is in {@code ModulesNode}.
 */
public final class LocalNode {
    /** Milliseconds between two looks at the owner: no test run leaves nodes behind for longer than this. */
    private static final long LOOK_EVERY = 250;

    private LocalNode() {}

    public static void main(String[] args) throws Exception {
        ProcessHandle owner = ProcessHandle.of(Long.parseLong(args[0])).orElseThrow();
        Settings settings = settings(Path.of(args[1]), args);
        LogConfigurator.registerErrorListener();
        LogConfigurator.configureWithoutConfig(settings);
        Environment environment = InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "node");
        Node node = new ModulesNode(environment);
        endWith(owner);
        node.start();
    }

    private static Settings settings(Path home, String[] args) {
        Settings.Builder settings = Settings.builder()
            .put("path.home", home.toString())
            .put("path.data", home.resolve("data").toString())
            .put("path.logs", home.resolve("logs").toString());
        for (int i = 2; i < args.length; i++) {
            String[] setting = args[i].split("=", 2);
            settings.put(setting[0], setting[1]);
        }
        return settings.build();
    }

    /** Halts without closing anything: what a test wrote is thrown away, and an owner that was killed waits for nothing. */
    private static void endWith(ProcessHandle owner) {
        Thread watch = new Thread(() -> {
            try {
                while (owner.isAlive()) {
                    Thread.sleep(LOOK_EVERY);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            Runtime.getRuntime().halt(0);
        }, "owner-watch");
        watch.start();
    }
}
