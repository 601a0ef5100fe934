import { DOCUMENT } from '@angular/common';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  type ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { Session } from '../../core/auth/session.js';
import { OrganizationContext } from '../../core/organization/organization-context.js';
import { Theme, type ThemeChoice } from '../../core/theme/theme.js';
import { UnsavedChanges } from '../../core/unsaved-changes.js';
import { Icon } from '../../shared/icon/icon.js';
import type { IconName } from '../../shared/icon/icons.js';
import type { Hit } from './hit.js';
import { Lookup } from './lookup.js';
import { fit } from './matching.js';
import { Palette } from './palette.js';

/** A page the palette can open, as the shell knows it. */
export interface PalettePage {
  label: string;
  group: string;
  icon: IconName;
  link: string[];
  keys: string;
}

interface Row {
  id: string;
  group: string;
  title: string;
  more: string;
  icon: IconName;
  keys: string;
  act: () => void;
}

const PAUSE_MS = 180;
const MOST_PAGES = 8;

/**
 * Search and commands: pages, organizations, references, invoice numbers, pasted ids, and acts. One
 * field and one list; the arrows move, Enter goes, Escape closes and gives the focus back.
 */
@Component({
  selector: 'pr-command-palette',
  imports: [Icon],
  host: { '(click)': 'click($event)' },
  templateUrl: './command-palette.html',
  styleUrl: './command-palette.scss',
})
export class CommandPalette {
  private readonly router = inject(Router);
  private readonly document = inject(DOCUMENT);
  private readonly session = inject(Session);
  private readonly context = inject(OrganizationContext);
  private readonly theme = inject(Theme);
  private readonly palette = inject(Palette);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  readonly pages = input.required<readonly PalettePage[]>();

  protected readonly query = signal('');
  private readonly settled = signal('');
  private readonly found = inject(Lookup).hits(this.settled);
  protected readonly asking = computed(
    () => this.found.asking() || this.query().trim() !== this.settled(),
  );
  protected readonly rows = computed<Row[]>(() => [
    ...this.found.hits().map((hit) => this.hitRow(hit)),
    ...this.pageRows(),
    ...this.acts(),
  ]);
  /** The rows by group, in the order of their groups. */
  protected readonly groups = computed(() => {
    const names = [...new Set(this.rows().map(({ group }) => group))];
    return names.map((name) => ({ name, rows: this.rows().filter(({ group }) => group === name) }));
  });
  protected readonly active = signal(0);
  protected readonly activeId = computed(() => {
    const row = this.rows()[this.active()];
    return row ? optionId(row) : null;
  });
  protected readonly scope = computed(() => this.context.name());

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    let timer: ReturnType<typeof setTimeout> | undefined;
    effect(() => {
      const typed = this.query().trim();
      clearTimeout(timer);
      timer = setTimeout(() => this.settled.set(typed), PAUSE_MS);
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(timer));
    effect(() => {
      // What is listed changed under the hand: the first row is the best again.
      this.groups();
      untracked(() => this.active.set(0));
    });
    effect(() => {
      const id = this.activeId();
      const option = id ? this.document.getElementById(id) : null;
      option?.scrollIntoView?.({ block: 'nearest' });
    });
  }

  protected readonly optionId = optionId;

  protected isActive(row: Row): boolean {
    return this.rows()[this.active()]?.id === row.id;
  }

  protected type(event: Event): void {
    this.query.set((event.target as HTMLInputElement).value);
  }

  protected move(event: KeyboardEvent): void {
    const last = this.rows().length - 1;
    const to: Record<string, (at: number) => number> = {
      ArrowDown: (at) => (at >= last ? 0 : at + 1),
      ArrowUp: (at) => (at <= 0 ? last : at - 1),
      PageDown: (at) => Math.min(last, at + 5),
      PageUp: (at) => Math.max(0, at - 5),
    };
    const next = to[event.key];
    if (next) {
      event.preventDefault();
      this.active.update(next);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const row = this.rows()[this.active()];
      if (row) this.go(row);
    }
  }

  protected go(row: Row): void {
    this.close();
    row.act();
  }

  protected close(): void {
    this.dialog().nativeElement.close?.();
    this.palette.close();
  }

  /** A click on a row goes there, beside the palette it closes. The focus stays in the field. */
  protected click(event: Event): void {
    const target = event.target as Element;
    if (target === this.dialog().nativeElement) this.close();
    const id = target.closest('[role=option]')?.id;
    const row = this.rows().find((one) => optionId(one) === id);
    if (row) this.go(row);
  }

  private hitRow({ link, queryParams, ...hit }: Hit): Row {
    const act = () => void this.router.navigate(link, queryParams ? { queryParams } : {});
    return { ...hit, keys: '', act };
  }

  private pageRows(): Row[] {
    const typed = this.query().trim();
    return this.pages()
      .map((page) => ({ page, score: fit(`${page.label} ${page.group}`, typed) }))
      .filter(({ score }) => score > 0)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, typed ? MOST_PAGES : undefined)
      .map(({ page }) => ({
        id: `page-${page.link.join('-').replaceAll('/', '-')}`,
        group: 'Pages',
        title: page.label,
        more: page.group,
        icon: page.icon,
        keys: page.keys,
        act: () => void this.router.navigate(page.link),
      }));
  }

  private acts(): Row[] {
    const themes: { choice: ThemeChoice; word: string }[] = [
      { choice: 'light', word: 'Light colours' },
      { choice: 'dark', word: 'Dark colours' },
      { choice: 'auto', word: 'Colours of the system' },
    ];
    const rows: Omit<Row, 'group' | 'more' | 'keys'>[] = [
      {
        id: 'copy-link',
        title: 'Copy the link to this page',
        icon: 'link',
        act: () => {
          const view = this.document.defaultView;
          void view?.navigator.clipboard?.writeText(view.location.href);
        },
      },
      ...themes
        .filter(({ choice }) => choice !== this.theme.choice())
        .map(({ choice, word }) => ({
          id: `theme-${choice}`,
          title: word,
          icon: 'eye' as const,
          act: () => this.theme.choice.set(choice),
        })),
      {
        id: 'sign-out',
        title: 'Sign out',
        icon: 'log-out',
        act: () => void this.signOut(),
      },
    ];
    const typed = this.query().trim();
    return rows
      .filter(({ title }) => fit(title, typed) > 0)
      .map((row) => ({ ...row, group: 'Acts', more: '', keys: '' }));
  }

  private async signOut(): Promise<void> {
    if (!(await this.unsaved.mayLeave())) return;
    await this.session.signOut();
    this.context.leaveOnArrival();
    await this.router.navigateByUrl('/sign-in');
  }
}

function optionId(row: { id: string }): string {
  return `palette-${row.id}`;
}
