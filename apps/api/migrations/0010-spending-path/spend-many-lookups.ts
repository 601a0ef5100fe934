import { isReference } from './is-reference.js';

/** What is known of the items: entries and holds by reference, holds by id. */
export const LOOKUPS = `  -- Statements of their own, after the lock: they see what others committed while this one waited.
  -- Each key is looked up by a scalar subquery: no plan can turn that into a scan of the wallet.
  IF n = 1 THEN
    v_first := ARRAY[1];
  ELSE
    SELECT array_agg(first_place ORDER BY place) INTO v_first
      FROM (SELECT place, min(place) OVER (
                     PARTITION BY kind = 'debit', coalesce(hold::text, reference)
                   )::integer AS first_place
              FROM unnest(p_kinds, p_references, p_holds) WITH ORDINALITY
                   AS given (kind, reference, hold, place)) AS places;
  END IF;
  IF n = 1 AND p_kinds[1] = 'debit' THEN
    SELECT * INTO k FROM token_balance_history e
     WHERE e.organization_id = p_org AND ${isReference('e', 'p_references[1]')};
    IF FOUND THEN v_booked[1] := k; END IF;
  ELSIF 'debit' = ANY (p_kinds) THEN
    FOR l IN
      SELECT found.entry, found.place FROM (
        SELECT (SELECT e FROM token_balance_history e
                 WHERE e.organization_id = p_org AND ${isReference('e', 'given.reference')}) AS entry,
               given.place::integer AS place
          FROM unnest(p_references, p_kinds) WITH ORDINALITY AS given (reference, kind, place)
         WHERE given.kind = 'debit' OFFSET 0) AS found
       WHERE (found.entry).id IS NOT NULL
    LOOP
      v_booked[l.place] := l.entry;
    END LOOP;
  END IF;
  IF 'hold' = ANY (p_kinds) THEN
    FOR l IN
      SELECT found.hold, found.place FROM (
        SELECT (SELECT t FROM token_holds t
                 WHERE t.organization_id = p_org AND ${isReference('t', 'given.reference')}) AS hold,
               given.place::integer AS place
          FROM unnest(p_references, p_kinds) WITH ORDINALITY AS given (reference, kind, place)
         WHERE given.kind = 'hold' OFFSET 0) AS found
       WHERE (found.hold).id IS NOT NULL
    LOOP
      v_holds[l.place] := l.hold;
    END LOOP;
  END IF;
  IF p_kinds && ARRAY['capture', 'release'] THEN
    FOR l IN
      SELECT found.hold, found.place FROM (
        SELECT (SELECT t FROM token_holds t
                 WHERE t.organization_id = p_org AND t.id = given.id) AS hold,
               given.place::integer AS place
          FROM unnest(p_holds) WITH ORDINALITY AS given (id, place)
         WHERE given.id IS NOT NULL OFFSET 0) AS found
       WHERE (found.hold).id IS NOT NULL
    LOOP
      v_holds[l.place] := l.hold;
    END LOOP;
  END IF;`;
