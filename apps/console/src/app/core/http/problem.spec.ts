import { HttpErrorResponse } from '@angular/common/http';
import { problem } from '../../../testing/views.js';
import { fieldError, toProblem } from './problem.js';

describe('toProblem', () => {
  it('reads a problem of the catalogue with its own fields', () => {
    const error = new HttpErrorResponse({
      status: 409,
      error: problem('purchase-in-progress', 409, { referenceId: 'p-7' }),
    });
    expect(toProblem(error)).toMatchObject({
      key: 'purchase-in-progress',
      status: 409,
      requestId: 'req_test',
      fields: { referenceId: 'p-7' },
    });
  });

  it('reads a body that came as text, as downloads do', () => {
    const body = JSON.stringify(problem('overloaded', 503));
    expect(toProblem(new HttpErrorResponse({ status: 503, error: body })).key).toBe('overloaded');
  });

  it('finds an error that a resource has wrapped', () => {
    const cause = new HttpErrorResponse({ status: 404, error: problem('not-found', 404) });
    expect(toProblem(new Error('wrapped', { cause })).key).toBe('not-found');
  });

  it('says offline when no answer came', () => {
    expect(toProblem(new HttpErrorResponse({ status: 0 }))).toMatchObject({
      key: 'offline',
      requestId: null,
    });
  });

  it('names an unknown body by its status, and anything else as a failure', () => {
    expect(toProblem(new HttpErrorResponse({ status: 413, error: '<html>' })).key).toBe(
      'payload-too-large',
    );
    expect(toProblem('odd')).toMatchObject({ key: 'internal-error', detail: 'odd' });
  });

  it('finds the sentence of a field by its pointer', () => {
    const report = toProblem(
      new HttpErrorResponse({
        status: 400,
        error: problem('invalid-request', 400, {
          errors: [{ pointer: '/tokens', detail: 'At least 1,000.' }],
        }),
      }),
    );
    expect(fieldError(report, '/tokens')).toBe('At least 1,000.');
    expect(fieldError(report, '/other')).toBeNull();
    expect(fieldError(null, '/tokens')).toBeNull();
  });
});
