import { stopTestCluster } from './test-cluster.mjs';

export default stopTestCluster;
