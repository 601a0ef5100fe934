import { Injectable } from '@nestjs/common';
import { AuditTrail } from '@purser/audit';
import type { OrganizationNoteView, PageView } from '@purser/contracts';
import {
  actorView,
  Clock,
  decodeCursor,
  isId,
  newId,
  toPage,
  UnitOfWork,
  type Actor,
} from '@purser/platform';
import { LessThan } from 'typeorm';
import { OrganizationNote } from './organization-note.entity.js';

/** What staff write down about organizations, for each other. */
@Injectable()
export class OrganizationNotes {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Keeps a note. */
  async add(organizationId: string, body: string, author: Actor): Promise<OrganizationNoteView> {
    const createdAt = this.clock.now();
    const note: OrganizationNote = {
      organizationId,
      id: newId(createdAt),
      body,
      actorType: author.type,
      actorId: author.id,
      actorName: author.name,
      createdAt,
    };
    await this.unitOfWork.run(organizationId, async (tx) => {
      await tx.insert(OrganizationNote, note);
      // Members read the audit trail, so the record says that there is a note and not what it says.
      await this.audit.append(tx, {
        action: 'organization-note.added',
        actor: author,
        subjectType: 'organization_note',
        subjectId: note.id,
        after: { characters: body.length },
        at: createdAt,
      });
    });
    return noteView(note);
  }

  /** A page of the notes, newest first. */
  async list(
    organizationId: string,
    page: { limit: number; cursor?: string },
  ): Promise<PageView<OrganizationNoteView>> {
    const before = page.cursor ? decodeCursor(page.cursor, isId) : null;
    const rows = await this.unitOfWork.read(organizationId, (tx) =>
      tx.find(OrganizationNote, {
        where: { organizationId, ...(before !== null && { id: LessThan(before) }) },
        order: { id: 'DESC' },
        take: page.limit + 1,
      }),
    );
    return toPage(rows, page.limit, (row) => row.id, noteView);
  }
}

function noteView(row: OrganizationNote): OrganizationNoteView {
  return {
    id: row.id,
    organizationId: row.organizationId,
    body: row.body,
    author: actorView({ type: row.actorType, id: row.actorId, name: row.actorName }),
    createdAt: row.createdAt.toISOString(),
  };
}
