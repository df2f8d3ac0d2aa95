import java.util.List;
import java.util.stream.Stream;
import org.opensearch.Version;
import org.opensearch.analysis.common.CommonAnalysisModulePlugin;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasModulePlugin;
import org.opensearch.index.reindex.ReindexModulePlugin;
import org.opensearch.join.ParentJoinModulePlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessModulePlugin;
import org.opensearch.percolator.PercolatorModulePlugin;
import org.opensearch.plugins.Plugin;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.search.aggregations.matrix.MatrixAggregationModulePlugin;
import org.opensearch.transport.Netty4ModulePlugin;

/** A node of OpenSearch 3 with the modules that its distribution loads; the constructor takes their descriptions. */
final class ModulesNode extends Node {
    private static final List<Class<? extends Plugin>> MODULES = List.of(
        Netty4ModulePlugin.class,
        CommonAnalysisModulePlugin.class,
        PainlessModulePlugin.class,
        MapperExtrasModulePlugin.class,
        ParentJoinModulePlugin.class,
        PercolatorModulePlugin.class,
        ReindexModulePlugin.class,
        MatrixAggregationModulePlugin.class);

    /** The oldest Java that OpenSearch 3 runs on. */
    private static final String JAVA = "21";

    ModulesNode(Environment environment) {
        super(environment, MODULES.stream().map(ModulesNode::described).toList(), true);
    }

    private static PluginInfo described(Class<? extends Plugin> module) {
        String name = module.getName();
        return new PluginInfo(name, "module of the distribution", "NA", Version.CURRENT, JAVA, name, List.of(), false);
    }

    /** The distribution writes the node's id into the log's configuration here; the tests' log has none. */
    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {}
}
