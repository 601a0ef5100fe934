import { Component, computed, inject, input, model, signal } from '@angular/core';
import { Icon } from '../icon/icon.js';
import { MemberList } from './member-list.js';
import { RECIPIENT_GROUPS, recipientName } from './recipient-names.js';

const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/**
 * Who is told: the billing address, administrators, single members, or any address. The page around
 * it provides `MemberList`.
 */
@Component({
  selector: 'pr-recipient-choices',
  imports: [Icon],
  template: `
    <ul class="chosen" [attr.aria-label]="label()">
      @for (one of shown(); track one.recipient) {
        <li class="chip on">
          {{ one.name }}
          <button
            type="button"
            [attr.aria-label]="'Do not tell ' + one.name"
            [disabled]="disabled()"
            (click)="remove(one.recipient)"
          >
            <pr-icon name="x" />
          </button>
        </li>
      } @empty {
        <li class="muted small">{{ none() }}</li>
      }
    </ul>
    @if (!disabled()) {
      <div class="row add">
        <select
          class="select"
          [attr.aria-label]="'Tell also, ' + label()"
          (change)="addChosen($event)"
        >
          <option value="" selected>Tell also…</option>
          @for (option of options(); track option.recipient) {
            <option [value]="option.recipient">{{ option.name }}</option>
          }
          <option value="address">Another e-mail address…</option>
        </select>
        @if (typing()) {
          <input
            class="input"
            type="email"
            [attr.aria-label]="'E-mail address, ' + label()"
            placeholder="name@example.com"
            #address
            [attr.aria-invalid]="invalid()"
            (keydown.enter)="addAddress(address, $event)"
          />
          <button type="button" class="btn outlined" (click)="addAddress(address, $event)">
            Add
          </button>
        }
      </div>
      @if (invalid()) {
        <span class="hint err"><pr-icon name="circle-x" />This is not an e-mail address.</span>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      gap: 8px;
    }
    .chosen {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
    }
    .chip {
      padding-right: 4px;
    }
    .chip button {
      display: grid;
      place-items: center;
      width: 24px;
      height: 24px;
      padding: 0;
      border: 0;
      border-radius: 12px;
      background: none;
      --icon-size: 12px;
    }
    .add {
      flex-wrap: wrap;
    }
    .add .select {
      width: 180px;
    }
    .add .input {
      width: 200px;
    }
    .hint pr-icon {
      --icon-size: 12px;
    }
  `,
})
export class RecipientChoices {
  readonly recipients = model.required<readonly string[]>();
  /** What they are told of, for people who hear the page. */
  readonly label = input.required<string>();
  /** What an empty list means. */
  readonly none = input('Nobody');
  readonly disabled = input(false);

  private readonly members = inject(MemberList).members;
  protected readonly shown = computed(() =>
    this.recipients().map((recipient) => ({
      recipient,
      name: recipientName(recipient, this.members()),
    })),
  );
  protected readonly options = computed(() => {
    const groups = Object.entries(RECIPIENT_GROUPS).map(([recipient, name]) => ({
      recipient,
      name,
    }));
    const people = this.members().map(({ userId, name, email }) => ({
      recipient: userId,
      name: `${name} (${email})`,
    }));
    return [...groups, ...people].filter(({ recipient }) => !this.recipients().includes(recipient));
  });
  protected readonly typing = signal(false);
  protected readonly invalid = signal(false);

  protected addChosen(event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = '';
    if (value === 'address') this.typing.set(true);
    else if (value) this.add(value);
  }

  protected addAddress(field: HTMLInputElement, event: Event): void {
    event.preventDefault();
    const address = field.value.trim();
    this.invalid.set(!ADDRESS.test(address));
    if (this.invalid()) return;
    this.add(address);
    field.value = '';
    this.typing.set(false);
  }

  protected remove(recipient: string): void {
    this.recipients.set(this.recipients().filter((one) => one !== recipient));
  }

  private add(recipient: string): void {
    if (!this.recipients().includes(recipient)) {
      this.recipients.set([...this.recipients(), recipient]);
    }
  }
}
