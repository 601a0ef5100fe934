import { Pipe, type PipeTransform } from '@angular/core';
import type { MoneyView } from '@purser/contracts';
import { formatMoney } from './money.js';
import { formatShortTokens, formatSignedTokens, formatTokens } from './tokens.js';

/** Whole tokens with grouping; `signed` as in a ledger, `short` only on axes and chips. */
@Pipe({ name: 'tokens' })
export class TokensPipe implements PipeTransform {
  transform(tokens: number, form: 'plain' | 'signed' | 'short' = 'plain'): string {
    if (form === 'signed') return formatSignedTokens(tokens);
    return form === 'short' ? formatShortTokens(tokens) : formatTokens(tokens);
  }
}

/** Money with its currency sign and real exponent. */
@Pipe({ name: 'money' })
export class MoneyPipe implements PipeTransform {
  transform(money: MoneyView): string {
    return formatMoney(money);
  }
}
