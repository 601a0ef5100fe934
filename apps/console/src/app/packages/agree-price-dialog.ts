import { Component, computed, inject, input, output, signal } from '@angular/core';
import { form, FormField, FormRoot, validate } from '@angular/forms/signals';
import type { CataloguePackageView, OrganizationPriceView } from '@purser/contracts';
import { fieldError, type ProblemReport } from '../core/http/problem.js';
import { OrganizationContext } from '../core/organization/organization-context.js';
import { Clock } from '../core/time/clock.js';
import {
  formatDecimal,
  formatMoney,
  parseMoney,
  pricePerThousand,
} from '../shared/format/money.js';
import {
  addDays,
  formatInstant,
  localDate,
  startOfLocalDate,
  zoneCity,
} from '../shared/format/time.js';
import { Icon } from '../shared/icon/icon.js';
import { Dialog } from '../shared/page/dialog.js';
import { FieldHint } from '../shared/page/field-hint.js';
import { ProblemNote } from '../shared/state/problem-note.js';
import { overlapping, prevails } from './agreements.js';
import { PackagesApi } from './packages-api.js';
import { parsePerThousand } from './tier-form.js';

const CUSTOM = 'custom';
const FIELDS = ['/packageId', '/amount', '/perThousandMilliMinor', '/validFrom', '/validTo'];

/** Agrees a price with the organization, and says beforehand what it does to those it overlaps. */
@Component({
  selector: 'pr-agree-price-dialog',
  imports: [Dialog, FieldHint, FormField, FormRoot, Icon, ProblemNote],
  templateUrl: './agree-price-dialog.html',
  styles: `
    .pair {
      display: grid;
      grid-template-columns: repeat(auto-fit, minmax(180px, 1fr));
      gap: 16px;
      align-items: start;
    }
    .note ul {
      margin-top: 4px;
    }
  `,
})
export class AgreePriceDialog {
  private readonly api = inject(PackagesApi);
  private readonly clock = inject(Clock);
  protected readonly context = inject(OrganizationContext);

  readonly currency = input.required<string>();
  readonly catalogue = input.required<readonly CataloguePackageView[]>();
  readonly agreed = input.required<readonly OrganizationPriceView[]>();
  /** Whether a price was agreed. */
  readonly closed = output<boolean>();

  protected readonly city = zoneCity(this.context.timeZone());
  protected readonly today = localDate(this.clock.now(), this.context.timeZone());
  protected readonly choices = computed(() => this.catalogue().filter(({ active }) => active));
  private readonly model = signal({ what: '', price: '', from: '', to: '' });
  protected readonly form = form(
    this.model,
    (path) => {
      validate(path.what, ({ value }) => (value() ? undefined : wrong('Choose what it is for.')));
      validate(path.price, ({ value, valueOf }) =>
        this.read(valueOf(path.what), value()) === null
          ? wrong('Enter an amount above zero.')
          : undefined,
      );
      validate(path.to, ({ value, valueOf }) =>
        value() === '' || value() >= (valueOf(path.from) || this.today)
          ? undefined
          : wrong('Must not be before the first day.'),
      );
    },
    {
      submission: {
        action: async () => {
          await this.agree();
          return undefined;
        },
      },
    },
  );
  protected readonly problem = signal<ProblemReport | null>(null);
  /** A problem that no field shows, for example that it is refused beside another agreement. */
  protected readonly otherProblem = computed(() => {
    const problem = this.problem();
    return problem && !FIELDS.some((pointer) => fieldError(problem, pointer)) ? problem : null;
  });

  protected readonly forCustom = computed(() => this.model().what === CUSTOM);
  private readonly item = computed(() =>
    this.catalogue().find(({ id }) => id === this.model().what),
  );
  /** What the amount means beside the catalogue. */
  protected readonly meaning = computed(() => {
    const item = this.item();
    const currency = this.currency();
    if (this.forCustom()) return `Of 1,000 tokens in ${currency}, whatever the amount.`;
    if (!item) return `In ${currency}, net.`;
    const amount = parseMoney(this.model().price, currency);
    const list = item.prices.find((price) => price.currency === currency);
    const words = list
      ? `The catalogue says ${formatMoney(list)}.`
      : `The catalogue has no price in ${currency}: so it is offered to them alone.`;
    if (!amount) return words;
    const each = pricePerThousand({ amount, currency }, item.tokens) ?? '';
    return `${formatMoney({ amount, currency })} net, ${each} per 1,000. ${words}`;
  });
  private readonly period = computed(() => {
    const { from, to } = this.model();
    const zone = this.context.timeZone();
    const begins = from && from > this.today ? startOfLocalDate(from, zone) : this.clock.now();
    return {
      validFrom: new Date(begins).toISOString(),
      validTo: to ? new Date(startOfLocalDate(addDays(to, 1), zone)).toISOString() : null,
    };
  });
  /** What becomes of the agreements that hold at the same time, in sentences. */
  protected readonly overlaps = computed(() => {
    const { what } = this.model();
    if (!what) return [];
    const planned = { ...this.period(), packageId: what === CUSTOM ? null : what };
    return overlapping(planned, this.agreed()).map((other) => {
      const price = other.price
        ? formatMoney(other.price)
        : `${formatDecimal(other.pricePerThousand ?? '0', other.currency)} per 1,000`;
      const words = prevails(planned, other)
        ? `from ${this.day(planned.validFrom)} this one counts instead`
        : `it begins later, so from ${this.day(other.validFrom)} it counts instead of this one`;
      return { id: other.id, sentence: `${price}, ${this.span(other)}: ${words}.` };
    });
  });

  protected serverSays(...pointers: string[]): string | null {
    for (const pointer of pointers) {
      const detail = fieldError(this.problem(), pointer);
      if (detail) return detail;
    }
    return null;
  }

  private span({ validFrom, validTo }: OrganizationPriceView): string {
    const end = validTo ? `until ${this.day(validTo)}` : 'open';
    return `from ${this.day(validFrom)}, ${end}`;
  }

  private day(instant: string): string {
    return formatInstant(instant, this.context.timeZone(), 'day', this.clock.now());
  }

  private read(what: string, price: string): number | null {
    const currency = this.currency();
    if (what === CUSTOM) return parsePerThousand(price, currency);
    const amount = parseMoney(price, currency);
    return amount !== null && amount > 0 ? amount : null;
  }

  private async agree(): Promise<void> {
    const { what, price, from } = this.model();
    const amount = this.read(what, price);
    if (amount === null) return;
    const { validFrom, validTo } = this.period();
    this.problem.set(null);
    const outcome = await this.api.agree({
      currency: this.currency(),
      ...(what === CUSTOM ? { perThousandMilliMinor: amount } : { packageId: what, amount }),
      // Without a day it holds from the moment at which the server takes it.
      ...(from && from > this.today && { validFrom }),
      ...(validTo && { validTo }),
    });
    if (outcome.ok) this.closed.emit(true);
    else this.problem.set(outcome.problem);
  }
}

const wrong = (message: string) => ({ kind: 'wrong', message });
