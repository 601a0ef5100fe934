import { Injectable } from '@nestjs/common';
import type { FieldProblem, ResolvedRecipientView } from '@purser/contracts';
import { Members, Organizations } from '@purser/identity';
import { InvalidRequest, isId, NotFound, type Tx } from '@purser/platform';
import { isEmail } from 'class-validator';

/** The organization's billing e-mail. */
export const BILLING = 'billing';
/** Everybody who administers the organization. */
export const ADMINS = 'admins';

/** Turns chosen recipients into the addresses of this moment. */
@Injectable()
export class AddressBook {
  constructor(
    private readonly organizations: Organizations,
    private readonly members: Members,
  ) {}

  /**
   * The addresses behind `recipients`, each once; people who left are left out. Where nobody is left
   * the billing e-mail stands in: an alert that reaches nobody is worse than one too many.
   */
  async resolve(tx: Tx, recipients: readonly string[]): Promise<ResolvedRecipientView[]> {
    const { billingEmail } = await this.organizations.get(tx);
    const contacts = await this.members.contacts(tx);
    const billing = { email: billingEmail, name: null, via: BILLING };
    const found = recipients.flatMap((via): ResolvedRecipientView[] => {
      if (via === BILLING) return [billing];
      if (!isId(via) && via !== ADMINS) return [{ email: via, name: null, via }];
      return contacts
        .filter(({ userId, isAdministrator }) =>
          via === ADMINS ? isAdministrator : userId === via,
        )
        .map(({ email, name }) => ({ email, name, via }));
    });
    return eachOnce(found.length > 0 ? found : [billing]);
  }

  /**
   * Refuses what can be nobody's address.
   *
   * @param pointer where the list stands in the body
   * @throws InvalidRequest it is neither a word, an e-mail address nor an id
   * @throws NotFound no such member
   */
  async check(tx: Tx, recipients: readonly string[], pointer: string): Promise<void> {
    const contacts = new Set((await this.members.contacts(tx)).map(({ userId }) => userId));
    const known = (one: string) => one === BILLING || one === ADMINS || isEmail(one) || isId(one);
    const faults = recipients.flatMap((one, index): FieldProblem[] =>
      known(one)
        ? []
        : [
            {
              pointer: `${pointer}/${index}`,
              detail: 'must be `billing`, `admins`, an e-mail address, or the user id of a member',
            },
          ],
    );
    if (recipients.some((one) => isId(one) && !contacts.has(one))) {
      throw new NotFound('A recipient is no member of the organization.');
    }
    if (faults.length > 0) throw new InvalidRequest(faults);
  }
}

function eachOnce(found: readonly ResolvedRecipientView[]): ResolvedRecipientView[] {
  const byAddress = new Map<string, ResolvedRecipientView>();
  for (const one of found) {
    const address = one.email.toLowerCase();
    if (!byAddress.has(address)) byAddress.set(address, one);
  }
  return [...byAddress.values()];
}
