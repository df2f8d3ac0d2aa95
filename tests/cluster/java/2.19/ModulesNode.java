import java.util.List;
import org.opensearch.analysis.common.CommonAnalysisPlugin;
import org.opensearch.cluster.service.ClusterService;
import org.opensearch.env.Environment;
import org.opensearch.index.mapper.MapperExtrasPlugin;
import org.opensearch.index.reindex.ReindexPlugin;
import org.opensearch.join.ParentJoinPlugin;
import org.opensearch.node.Node;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.percolator.PercolatorPlugin;
import org.opensearch.search.aggregations.matrix.MatrixAggregationPlugin;
import org.opensearch.transport.Netty4Plugin;

/** A node of OpenSearch 2 with the modules that its distribution loads; the constructor takes their classes. */
final class ModulesNode extends Node {
    ModulesNode(Environment environment) {
        super(environment, List.of(
            Netty4Plugin.class,
            CommonAnalysisPlugin.class,
            PainlessPlugin.class,
            MapperExtrasPlugin.class,
            ParentJoinPlugin.class,
            PercolatorPlugin.class,
            ReindexPlugin.class,
            MatrixAggregationPlugin.class), true);
    }

    /** The distribution writes the node's id into the log's configuration here; the tests' log has none. */
    @Override
    protected void configureNodeAndClusterIdStateListener(ClusterService clusterService) {}
}
