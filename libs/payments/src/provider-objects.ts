import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ProviderObject } from './provider-object.entity.js';

/** The directory `provider id -> organization, purchase`. */
@Injectable()
export class ProviderObjects {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Commits a directory row and gives the one that stands: the first registration wins. Call before
   * the transaction that writes the row it points at; an orphan is harmless.
   */
  async register(object: ProviderObject): Promise<ProviderObject> {
    await this.dataSource
      .createQueryBuilder()
      .insert()
      .into(ProviderObject)
      .values(object)
      .orIgnore()
      .execute();
    const { providerId } = object;
    return this.dataSource.manager.findOneByOrFail(ProviderObject, { providerId });
  }

  /** Whose object this is, or null for one that is not ours. */
  find(providerId: string): Promise<ProviderObject | null> {
    return this.dataSource.manager.findOneBy(ProviderObject, { providerId });
  }
}
