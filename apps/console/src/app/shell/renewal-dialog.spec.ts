import { Console } from '../../testing/console-harness.js';
import { RenewalDialog } from './renewal-dialog.js';

describe('RenewalDialog', () => {
  it('takes the password at once: nothing else has the focus', async () => {
    const console = await Console.open();
    const fixture = await console.show(RenewalDialog);
    const element = fixture.nativeElement as HTMLElement;
    document.body.append(element);
    element.querySelector<HTMLElement>('[data-first-focus]')?.focus();
    expect(document.activeElement?.id).toBe('renewal-password');
    element.remove();
  });
});
