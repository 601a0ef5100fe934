import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import { Palette } from './command-palette/palette.js';
import { Shortcuts } from '../core/shortcuts.js';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { ACME, member } from '../../testing/views.js';
import { ShortcutKeys } from './shortcut-keys.js';

@Component({ template: '' })
class Blank {}

async function open() {
  const console = await Console.open({
    user: member(['tokens.view']),
    routes: [{ path: '**', component: Blank }],
    withoutDeferred: true,
  });
  const fixture = await console.show(ShortcutKeys);
  const press = async (key: string, more: KeyboardEventInit = {}, target: Node = document) => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    target.dispatchEvent(event);
    await console.settle(fixture);
    return event;
  };
  return { element: fixture.nativeElement as HTMLElement, press };
}

describe('ShortcutKeys', () => {
  afterEach(() => localStorage.clear());

  it('goes to a page by G and one more key', async () => {
    const { press } = await open();
    await press('g');
    await press('a');
    expect(TestBed.inject(Router).url).toBe(`/o/${ACME}/audit`);
  });

  it('does not go where one may not', async () => {
    const { press } = await open();
    await press('g');
    await press('k');
    expect(TestBed.inject(Router).url).toBe('/');
  });

  it('opens the palette by Ctrl K, also inside a field', async () => {
    const { press } = await open();
    const field = document.body.appendChild(document.createElement('input'));
    const event = await press('k', { ctrlKey: true }, field);
    expect(event.defaultPrevented).toBe(true);
    expect(TestBed.inject(Palette).opened()).toBe(true);
    field.remove();
  });

  it('goes to the filter of the page by /, and where there is none, to the palette', async () => {
    const { press } = await open();
    const main = document.body.appendChild(document.createElement('main'));
    const filters = main.appendChild(document.createElement('div'));
    filters.className = 'filters';
    const filter = filters.appendChild(document.createElement('input'));
    await press('/');
    expect(document.activeElement).toBe(filter);
    main.remove();
    await press('/');
    expect(TestBed.inject(Palette).opened()).toBe(true);
  });

  it('lists the keys by ?, and can be silenced', async () => {
    const { element, press } = await open();
    await press('?');
    expect(textOf(element.querySelector('dialog'))).toContain('Audit trail G then A');
    control(element, 'do something outside of fields').click();
    control(element, 'Close').click();
    expect(TestBed.inject(Shortcuts).singleKeys()).toBe(false);
    await press('g');
    await press('a');
    expect(TestBed.inject(Router).url).toBe('/');
    await press('?');
    expect(element.querySelector('dialog')).not.toBeNull();
  });

  it('explains the number of the row one is in by E, and saves the table by X', async () => {
    const { press } = await open();
    const main = document.body.appendChild(document.createElement('main'));
    const clicked: string[] = [];
    const button = (name: string, mark: string, inside: Element) => {
      const made = inside.appendChild(document.createElement('button'));
      made.setAttribute(mark, '');
      made.addEventListener('click', () => clicked.push(name));
      return made;
    };
    const list = main.appendChild(document.createElement('ul'));
    const rows = ['first', 'second'].map((name) => {
      const row = list.appendChild(document.createElement('li'));
      return { row, explain: button(name, 'data-explain', row) };
    });
    button('table', 'data-export', main);
    await press('e');
    rows[1]?.explain.focus();
    await press('e');
    await press('x');
    expect(clicked).toEqual(['first', 'second', 'table']);
    main.remove();
  });

  it('is silent inside fields', async () => {
    const { element, press } = await open();
    const field = document.body.appendChild(document.createElement('textarea'));
    await press('?', {}, field);
    expect(element.querySelector('dialog')).toBeNull();
    field.remove();
  });
});
