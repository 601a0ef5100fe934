import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { PURCHASE_STATUSES, PurchaseStatusBadge } from './badge/purchase-status.js';
import { KindMark, LEDGER_KINDS } from './badge/kind-mark.js';
import { Drawer } from './drawer/drawer.js';
import { Dialog } from './page/dialog.js';
import { Meter } from './meter/meter.js';
import { TableFooter } from './table/table-footer.js';
import { CopyId } from './value/copy-id.js';
import { Time } from './value/time.js';
import { Console, control, textOf } from '../../testing/console-harness.js';

describe('shared parts', () => {
  it('a status is a word, and an icon unless it is neutral', async () => {
    const console = await Console.open();
    for (const [status, { word, icon }] of Object.entries(PURCHASE_STATUSES)) {
      const fixture = await console.show(PurchaseStatusBadge, { status });
      const element = fixture.nativeElement as HTMLElement;
      expect(textOf(element)).toBe(word);
      expect(element.querySelector('svg') !== null).toBe(icon !== undefined);
    }
  });

  it('usage is neutral, never the colour of a failure', async () => {
    const console = await Console.open();
    const element = (await console.show(KindMark, { kind: 'debit' })).nativeElement as HTMLElement;
    expect(LEDGER_KINDS.debit.tone).toBe('neutral');
    expect(textOf(element)).toBe('Usage');
  });

  it('a time is short in the zone, and exact with UTC in its title', async () => {
    const console = await Console.open();
    const fixture = await console.show(Time, { at: '2026-06-10T15:20:04.000Z' });
    const time = (fixture.nativeElement as HTMLElement).querySelector('time');
    expect(textOf(time)).toBe('Jun 10, 11:20');
    expect(time?.dateTime).toBe('2026-06-10T15:20:04.000Z');
    expect(time?.title).toContain('EDT (2026-06-10T15:20:04Z)');
  });

  it('a time in a feed says how long ago it was', async () => {
    const console = await Console.open();
    const fixture = await console.show(Time, { at: '2026-06-18T18:01:00.000Z', relative: true });
    expect(textOf(fixture.nativeElement as HTMLElement)).toBe('31 min ago');
  });

  it('an id is cut in the middle and copied whole', async () => {
    const console = await Console.open();
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: (text: string) => Promise.resolve(void copied.push(text)) },
    });
    const value = '0197a4829-7c2e-7b1d-9f3a-aabbccddeeff';
    const element = (await console.show(CopyId, { value })).nativeElement as HTMLElement;
    expect(textOf(element.querySelector('.trunc'))).toBe('0197a4829-7c2\u2026eeff');
    element.querySelector('button')?.click();
    await console.settle();
    expect(copied).toEqual([value]);
    expect(textOf(element.querySelector('[role=status]'))).toBe('Copied');
  });

  it('a meter fills by share, never beyond its end, and is silent without a label', async () => {
    const console = await Console.open();
    const parts = [
      { amount: 50, look: 'solid' },
      { amount: 500, look: 'hatch' },
      { amount: 0, look: 'risk' },
    ];
    const element = (await console.show(Meter, { parts, maximum: 200 }))
      .nativeElement as HTMLElement;
    const widths = [...element.querySelectorAll('i')].map((one) => one.style.width);
    expect(widths).toEqual(['25%', '100%']);
    expect(element.getAttribute('aria-hidden')).toBe('true');
  });

  it('the footer of a table offers only the pages there are', async () => {
    const console = await Console.open();
    const fixture = await console.show(TableFooter, { hasNewer: false, hasOlder: true });
    let older = 0;
    fixture.componentInstance.older.subscribe(() => (older += 1));
    const element = fixture.nativeElement as HTMLElement;
    expect((control(element, 'Newer') as HTMLButtonElement).disabled).toBe(true);
    control(element, 'Older').click();
    expect(older).toBe(1);
  });

  it('a dialog gives the focus back to what opened it', async () => {
    const console = await Console.open();
    const opener = document.body.appendChild(document.createElement('button'));
    opener.focus();
    const fixture = await console.show(Dialog, { heading: 'Invite' });
    const inside = (fixture.nativeElement as HTMLElement).querySelector('dialog')!;
    inside.tabIndex = -1;
    inside.focus();
    expect(document.activeElement).toBe(inside);
    fixture.destroy();
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });

  it('a dialog that may not be closed opens again where the browser closes it', async () => {
    const console = await Console.open();
    const fixture = await console.show(Dialog, { heading: 'API key', closable: false });
    const dialog = (fixture.nativeElement as HTMLElement).querySelector('dialog');
    let closed = 0;
    fixture.componentInstance.closed.subscribe(() => (closed += 1));
    const closeByBrowser = () => {
      dialog?.close();
      dialog?.dispatchEvent(new Event('close'));
    };
    closeByBrowser();
    expect({ open: dialog?.open, closed }).toEqual({ open: true, closed: 0 });
    fixture.componentRef.setInput('closable', true);
    closeByBrowser();
    expect({ open: dialog?.open, closed }).toEqual({ open: false, closed: 1 });
  });

  it('a drawer is named by its heading, closes on an Escape of its own and gives the focus back', async () => {
    await Console.open();
    const opener = document.body.appendChild(document.createElement('button'));
    opener.focus();
    let closed = 0;
    @Component({
      imports: [Drawer],
      template: `<pr-drawer heading="Purchase" (closed)="close()"
        ><section>Body</section></pr-drawer
      >`,
    })
    class Host {
      close(): void {
        closed += 1;
      }
    }
    const fixture = TestBed.createComponent(Host);
    await fixture.whenStable();
    const aside = (fixture.nativeElement as HTMLElement).querySelector('.sheet');
    const heading = document.getElementById(aside?.getAttribute('aria-labelledby') ?? '');
    expect(textOf((fixture.nativeElement as HTMLElement).querySelector('h2'))).toBe('Purchase');
    expect(heading === null || textOf(heading) === 'Purchase').toBe(true);
    const dialog = document.body.appendChild(document.createElement('dialog'));
    dialog.showModal();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(closed).toBe(0);
    dialog.remove();
    document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(closed).toBe(1);
    expect(document.body.classList.contains('with-drawer')).toBe(true);
    fixture.destroy();
    expect(document.body.classList.contains('with-drawer')).toBe(false);
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });
});
