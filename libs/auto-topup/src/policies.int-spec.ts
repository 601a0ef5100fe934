import { newId } from '@purser/platform';
import { BELOW_500, TopUpShop, usd, type Customer } from '../testing/top-up-shop.js';
import type { PolicyDefinition } from './index.js';
import { Rehearsal } from './rehearsal/rehearsal.js';

describe('policies of auto top-up', () => {
  let shop: TopUpShop;
  let customer: Customer;

  beforeAll(async () => {
    shop = await TopUpShop.open();
  });
  afterAll(() => shop.close());
  beforeEach(async () => {
    shop.t.clock.set('2026-06-18T18:32:00.000Z');
    customer = await shop.customer();
    await customer.given(1_000);
  });

  const audited = async () => {
    const rows = await customer.rows<{ action: string }>('token_audit_log', 'action, sequence');
    return rows.map(({ action }) => action).filter((action) => action.startsWith('auto_topup'));
  };
  const refused = async (changes: Partial<PolicyDefinition>) =>
    customer.policy(changes).then(
      () => Promise.reject(new Error('It was not refused')),
      (error: unknown) => error,
    );

  it('are one per kind of trigger, also for those who come at the same time', async () => {
    const raced = await Promise.allSettled([customer.policy(), customer.policy()]);
    expect(raced.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const [policy] = (await customer.overview()).policies;
    expect(await refused({})).toMatchObject({
      problem: 'policy-exists',
      fields: { policyId: policy?.id },
    });
    const schedule = { trigger: { kind: 'schedule', interval: 'week' } } as const;
    expect((await customer.policy(schedule)).view).toMatchObject({
      enabled: true,
      trigger: { kind: 'schedule', interval: 'week' },
      nextRunAt: '2026-06-25T18:32:00.000Z',
    });
    const { policies, month } = await customer.overview();
    expect(policies).toHaveLength(2);
    expect(month).toMatchObject({ limit: usd(200_000), left: usd(200_000) });
  });

  it.each<[string, Partial<PolicyDefinition>, object]>([
    ['another currency', { monthlyLimit: { amount: 1, currency: 'EUR' } }, { status: 422 }],
    ['an unknown package', { tokens: undefined as never, packageId: 'x' }, { status: 404 }],
    ['an unknown card', { paymentMethodId: newId(new Date(0)) }, { status: 404 }],
    ['both increments', { packageId: newId(new Date(0)) }, { errors: [{ pointer: '/tokens' }] }],
    [
      'a threshold without a balance',
      { trigger: { kind: 'threshold' } },
      { errors: [{ pointer: '/trigger/below' }] },
    ],
    [
      'a day of a week',
      { trigger: { kind: 'schedule', interval: 'week', dayOfMonth: 2 } },
      { errors: [{ pointer: '/trigger/dayOfMonth' }] },
    ],
    [
      'a card that is declined',
      { paymentMethodId: 'pm_card_visa_chargeDeclined' },
      { status: 402 },
    ],
  ])('are refused with %s', async (_, changes, refusal) => {
    expect(await refused(changes)).toMatchObject(refusal);
    expect((await customer.overview()).policies).toEqual([]);
  });

  it('are changed from the version that was read, and every change is audited', async () => {
    const { organizationId, actor, topUps } = customer;
    const { view, eTag } = await customer.policy();
    const raised = { ...BELOW_500, monthlyLimit: usd(200_000), coolDownMinutes: 30 };
    const changed = await topUps.change(organizationId, view.id, raised, eTag, actor);
    expect(changed.view).toMatchObject({ monthlyLimit: usd(200_000), coolDownMinutes: 30 });
    expect(changed.eTag).not.toBe(eTag);
    await expect(topUps.change(organizationId, view.id, raised, eTag, actor)).rejects.toMatchObject(
      { problem: 'precondition-failed', fields: { currentETag: changed.eTag } },
    );
    const schedule: PolicyDefinition = {
      ...raised,
      trigger: { kind: 'schedule', interval: 'day' },
    };
    await expect(
      topUps.change(organizationId, view.id, schedule, null, actor),
    ).rejects.toMatchObject({ errors: [{ pointer: '/trigger/kind' }] });
    await topUps.setEnabled(organizationId, view.id, false, changed.eTag, actor);
    await topUps.setEnabled(organizationId, view.id, false, null, actor);
    await topUps.setEnabled(organizationId, view.id, true, null, actor);
    expect((await audited()).toSorted()).toEqual([
      'auto_topup.changed',
      'auto_topup.created',
      'auto_topup.disabled',
      'auto_topup.enabled',
    ]);
  });

  it('that are changed look at once whether they buy', async () => {
    const { view } = await customer.policy();
    await customer.settles();
    expect(await customer.purchases()).toEqual([]);
    const { organizationId, actor, topUps } = customer;
    const higher: PolicyDefinition = { ...BELOW_500, trigger: { kind: 'threshold', below: 1_001 } };
    await topUps.change(organizationId, view.id, higher, null, actor);
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(1);
  });

  it('are rehearsed in place of themselves, with what they used of the month', async () => {
    const rehearsal = shop.t.get(Rehearsal);
    const { organizationId, actor } = customer;
    const { view } = await customer.policy();
    await customer.spends(700);
    await customer.settles();
    expect(await customer.purchases()).toHaveLength(1);
    await expect(rehearsal.rehearse(organizationId, BELOW_500, actor)).rejects.toMatchObject({
      problem: 'policy-exists',
    });
    const lower: PolicyDefinition = {
      ...BELOW_500,
      trigger: { kind: 'threshold', below: 9_000 },
      monthlyLimit: usd(2_000),
    };
    const { now } = await rehearsal.rehearse(organizationId, lower, actor, view.id);
    expect(now).toMatchObject({ verdict: 'blocked', tokens: 0 });
    const { policies } = await customer.topUps.overview(organizationId);
    expect(policies[0]).toMatchObject({ monthlyLimit: view.monthlyLimit, eTag: view.eTag });
  });

  it('are rehearsed without anything being kept', async () => {
    const rehearsal = shop.t.get(Rehearsal);
    const { organizationId, actor } = customer;
    shop.t.clock.advance({ days: 10 });
    await customer.spends(700);
    shop.t.clock.advance({ days: 10 });
    await customer.spends(200);
    const answer = await rehearsal.rehearse(organizationId, BELOW_500, actor);
    expect(answer).toEqual({
      dryRun: true,
      now: {
        verdict: 'buy',
        reason: expect.stringContaining('100 tokens are available') as string,
        increments: 1,
        tokens: 1_000,
        total: usd(1_100),
      },
      last120Days: {
        from: '2026-03-10T18:32:00.000Z',
        to: '2026-07-08T18:32:00.000Z',
        topUps: [{ at: '2026-06-28T18:32:00.000Z', tokens: 1_000, total: usd(1_100) }],
        blocked: 0,
        total: usd(1_100),
      },
    });
    const monthly: PolicyDefinition = {
      ...BELOW_500,
      trigger: { kind: 'schedule', interval: 'month', dayOfMonth: 31 },
    };
    const { now, last120Days } = await rehearsal.rehearse(organizationId, monthly, actor);
    expect(now).toMatchObject({ verdict: 'nothing' });
    expect(last120Days.topUps.map(({ at }) => at.slice(0, 10))).toEqual([
      '2026-03-31',
      '2026-04-30',
      '2026-05-31',
      '2026-06-30',
    ]);
    expect(await customer.rows('auto_topup_policies', 'id')).toEqual([]);
    expect(await customer.rows('payment_methods', 'id')).toEqual([]);
    expect(await customer.verdicts()).toEqual({});
  });
});
