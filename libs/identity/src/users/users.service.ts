import { Injectable } from '@nestjs/common';
import type { Permission } from '@purser/contracts';
import { Clock, newId, UnitOfWork } from '@purser/platform';
import { hashPassword } from './password-hash.js';
import { User } from './user.entity.js';

export interface NewUser {
  email: string;
  name: string;
  /** Null = the person chooses one by the link of an invitation. */
  password: string | null;
  platformPermissions?: readonly Permission[];
}

/** The people. */
@Injectable()
export class Users {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Creates a person, or gives the one who has this e-mail, unchanged. */
  async create(person: NewUser): Promise<User> {
    const now = this.clock.now();
    const email = normalEmail(person.email);
    const passwordHash = person.password === null ? null : await hashPassword(person.password);
    return this.unitOfWork.platform(async (tx) => {
      await tx
        .createQueryBuilder()
        .insert()
        .into(User)
        .values({
          id: newId(now),
          email,
          name: person.name,
          passwordHash,
          platformPermissions: [...(person.platformPermissions ?? [])],
          createdAt: now,
        })
        .orIgnore()
        .execute();
      return tx.findOneByOrFail(User, { email });
    });
  }

  /** The person with this e-mail, or null. */
  findByEmail(email: string): Promise<User | null> {
    return this.unitOfWork.platform((tx) => tx.findOneBy(User, { email: normalEmail(email) }));
  }

  /** The person with this id, or null. */
  find(id: string): Promise<User | null> {
    return this.unitOfWork.platform((tx) => tx.findOneBy(User, { id }));
  }
}

/** E-mails are compared in lower case. */
export function normalEmail(email: string): string {
  return email.trim().toLowerCase();
}
