import { HttpErrorResponse } from '@angular/common/http';
import { Console, control, textOf } from '../../../testing/console-harness.js';
import { member, problem } from '../../../testing/views.js';
import { Empty } from './empty.js';
import { Loading } from './loading.js';
import { NotPermitted } from './not-permitted.js';
import { ProblemNote } from './problem-note.js';

describe('the states of a page', () => {
  it('loading says what is coming, politely', async () => {
    const console = await Console.open();
    const element = (await console.show(Loading, { what: 'purchases', shape: 'table', lines: 3 }))
      .nativeElement as HTMLElement;
    expect(element.getAttribute('role')).toBe('status');
    expect(element.getAttribute('aria-busy')).toBe('true');
    expect(textOf(element)).toBe('Loading purchases');
    expect(element.querySelectorAll('.row-shape')).toHaveLength(3);
  });

  it('a problem says what failed, why, and its request id, and offers to try again', async () => {
    const console = await Console.open();
    const error = new HttpErrorResponse({ status: 503, error: problem('overloaded', 503) });
    const fixture = await console.show(ProblemNote, { error, what: 'The ledger' });
    let retries = 0;
    fixture.componentInstance.retried.subscribe(() => (retries += 1));
    const element = fixture.nativeElement as HTMLElement;
    expect(element.querySelector('[role=alert]')).not.toBeNull();
    expect(textOf(element)).toContain('The ledger did not load. Detail of overloaded.');
    expect(textOf(element)).toContain('/problems/overloaded');
    expect(textOf(element)).toContain('req_test');
    control(element, 'Try again').click();
    expect(retries).toBe(1);
  });

  it('a problem without an answer shows no status and no request id', async () => {
    const console = await Console.open();
    const error = new HttpErrorResponse({ status: 0 });
    const element = (await console.show(ProblemNote, { error })).nativeElement as HTMLElement;
    expect(textOf(element)).toContain('Purser cannot be reached.');
    expect(element.querySelector('details')).toBeNull();
  });

  it('not permitted names the permission and who can give it', async () => {
    const console = await Console.open({ user: member(['tokens.view']) });
    const element = (await console.show(NotPermitted, { permission: 'tokens.purchase' }))
      .nativeElement as HTMLElement;
    expect(textOf(element)).toBe(
      'You can look, but not buy Buying needs tokens.purchase. ' +
        'An administrator of Acme can give it to you.',
    );
  });

  it('empty says what is not there', async () => {
    const console = await Console.open();
    const element = (
      await console.show(Empty, { icon: 'receipt', heading: 'No purchases yet', sentence: 'So.' })
    ).nativeElement as HTMLElement;
    expect(textOf(element)).toBe('No purchases yet So.');
  });
});
