import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { PublicId } from './public-id.entity.js';

/** The directory `id -> organization` of everything that is addressed without its organization. */
@Injectable()
export class PublicIds {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Commits a directory row. Call before the transaction that writes the row it points at: an
   * orphan is harmless, a missing row would hide what exists. Repeating is harmless.
   */
  async register(id: string, organizationId: string, kind: string): Promise<void> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(PublicId)
      .values({ id, organizationId, kind })
      .orIgnore()
      .execute();
  }

  /** The organization of `id`, or null where no such id of that kind is known. */
  async organizationOf(id: string, kind: string): Promise<string | null> {
    const row = await this.dataSource.manager.findOneBy(PublicId, { id, kind });
    return row?.organizationId ?? null;
  }
}
