import TestSequencer from '@jest/test-sequencer';

// What is imported is the class itself, whatever its types say.
const JestSequencer = /** @type {typeof TestSequencer.default} */ (
  /** @type {unknown} */ (TestSequencer)
);
const SLOWEST = ['browser', 'e2e'];

/** Starts what takes longest first, so that no worker is left alone with it at the end. */
export default class SlowestFirst extends JestSequencer {
  /** @override @param {Parameters<InstanceType<typeof JestSequencer>['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    const rank = (/** @type {(typeof sorted)[number]} */ { context }) => {
      const at = SLOWEST.indexOf(context.config.displayName?.name ?? '');
      return at < 0 ? SLOWEST.length : at;
    };
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}
