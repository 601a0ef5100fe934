import type { PaymentMethodView } from '@purser/contracts';
import { Console, control, textOf } from '../../testing/console-harness.js';
import { overview, policy, subscriptionDetail } from '../../testing/recurring-views.js';
import { ACME, card, member, problem } from '../../testing/views.js';
import { PaymentMethodsPage } from './payment-methods-page.js';

const METHODS = '/api/tokens/payment-methods';
const SPARE = card({ id: 'pm_2', brand: 'mastercard', last4: '4444', isDefault: false });

async function open(cards: PaymentMethodView[], user = member()) {
  const console = await Console.open({ user });
  const fixture = await console.show(PaymentMethodsPage);
  await console.answer(METHODS, { data: cards, nextCursor: null });
  await console.answer(`/api/tokens/subscription/${ACME}`, subscriptionDetail());
  await console.answer(
    `/api/tokens/auto-topup/${ACME}`,
    overview({ policies: [policy({ paymentMethodId: 'pm_2' })] }),
  );
  await console.settle(fixture);
  const element = fixture.nativeElement as HTMLElement;
  return { console, element, settle: () => console.settle(fixture) };
}

describe('PaymentMethodsPage', () => {
  it('says which card pays for what, and which is the default', async () => {
    const { element } = await open([card(), SPARE]);
    const rows = [...element.querySelectorAll('tbody tr')].map(textOf);
    expect(rows[0]).toContain('Visa ending 4242 Default');
    expect(rows[0]).toContain('08/2028 Subscription');
    expect(rows[1]).toContain('Auto top-up');
  });

  it('warns of a card that will not work for long where something pays with it', async () => {
    const { element } = await open([card({ expMonth: 7, expYear: 2026 })]);
    expect(textOf(element)).toContain('Visa ending 4242 expires at the end of 07/2026.');
    expect(textOf(element.querySelector('tbody tr'))).toContain('07/2026 Soon');
  });

  it('makes another the default at once, and takes it back where it is refused', async () => {
    const { console, element, settle } = await open([card(), SPARE]);
    const second = () => textOf(element.querySelectorAll('tbody tr')[1]);
    control(element, 'Make default: Mastercard ending 4444').click();
    await settle();
    expect(second()).toContain('Default');
    await console.answer(`${METHODS}/pm_2/default`, problem('overloaded', 503), 503);
    await settle();
    expect(second()).toContain('Make default');
    expect(textOf(element)).toContain('Title of overloaded');
  });

  it('says what pays with a card before it is removed, and where to change that', async () => {
    const { console, element, settle } = await open([card(), SPARE]);
    control(element, 'Remove Visa ending 4242').click();
    await settle();
    const dialog = element.querySelector('dialog');
    expect(textOf(dialog)).toContain('The subscription pays with this card.');
    expect(control(dialog!, 'Choose another card there').getAttribute('href')).toBe(
      `/o/${ACME}/subscription`,
    );
    control(dialog!, 'Remove it anyway').click();
    await console.answer(`${METHODS}/pm_1`, {});
    await console.answer(METHODS, { data: [SPARE], nextCursor: null });
    await settle();
    expect(element.querySelectorAll('tbody tr')).toHaveLength(1);
    expect(textOf(element.querySelector('[role=status]'))).toBe('Visa ending 4242 was removed.');
  });

  it('adds a test card in the sandbox, and says when the bank refuses it', async () => {
    const { console, element, settle } = await open([]);
    expect(textOf(element)).toContain('No card is kept');
    control(element, 'Add a card…').click();
    await settle();
    control(element.querySelector('dialog')!, 'Add the card').click();
    await settle();
    const asked = console.http.expectOne({ method: 'POST', url: METHODS });
    expect(asked.request.body).toEqual({ organizationId: ACME, paymentMethodId: 'pm_card_visa' });
    const detail = 'The card was lost.';
    asked.flush(problem('card-declined', 402, { detail }), { status: 402, statusText: 'declined' });
    await settle();
    expect(textOf(element.querySelector('dialog'))).toContain('The card was lost.');
    control(element.querySelector('dialog')!, 'Add the card').click();
    await console.answer(METHODS, card());
    await console.answer(METHODS, { data: [card()], nextCursor: null });
    await settle();
    expect(element.querySelector('dialog')).toBeNull();
    expect(element.querySelectorAll('tbody tr')).toHaveLength(1);
  });

  it('lets a viewer look, and says what is missing to change it', async () => {
    const { element } = await open([card()], member(['tokens.view']));
    expect(textOf(element)).toContain('You can look, but not change.');
    expect([...element.querySelectorAll('tbody button')].map(textOf).join()).not.toContain(
      'Remove',
    );
  });

  it('says why it did not load', async () => {
    const console = await Console.open();
    const fixture = await console.show(PaymentMethodsPage);
    await console.answer(METHODS, problem('overloaded', 503), 503);
    await console.settle(fixture);
    expect(textOf(fixture.nativeElement as HTMLElement)).toContain(
      'The list of cards did not load',
    );
  });
});
