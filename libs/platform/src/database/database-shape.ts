import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';

/** Whether the database is one PostgreSQL or a Citus cluster; asked once. */
@Injectable()
export class DatabaseShape {
  private asked: Promise<boolean> | null = null;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Whether tenant tables may lie on several nodes. A statement over many organizations is then no
   * short cut: each organization is asked for by itself.
   */
  isDistributed(): Promise<boolean> {
    this.asked ??= this.ask().catch((error: unknown) => {
      this.asked = null;
      throw error;
    });
    return this.asked;
  }

  private async ask(): Promise<boolean> {
    const rows = await this.dataSource.query<unknown[]>(
      "SELECT FROM pg_extension WHERE extname = 'citus'",
    );
    return rows.length > 0;
  }
}
