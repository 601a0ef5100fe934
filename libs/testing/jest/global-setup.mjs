import { startTestCluster } from './test-cluster.mjs';

// Jest calls this only when a selected project that names it has a test to run.
export default startTestCluster;
