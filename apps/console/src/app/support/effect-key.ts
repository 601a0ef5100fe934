/**
 * The idempotency key of one act: the same as long as what is asked for is the same, so that sending
 * again after a lost answer does nothing twice.
 */
export class EffectKey {
  private asked = '';
  private key = '';

  /** The key for `request`. */
  of(request: unknown): string {
    const text = JSON.stringify(request);
    if (text !== this.asked) {
      this.asked = text;
      this.key = crypto.randomUUID();
    }
    return this.key;
  }
}
