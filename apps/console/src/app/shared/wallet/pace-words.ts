const HOURS_A_DAY = 24;
/** From here on a part of a day says nothing. */
const WHOLE_DAYS = 10;

const figure = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 });

/** How long `tokens` last at `perDay` > 0, in words: `Lasts about 3 hours at the usual pace`. */
export function paceWords(tokens: number, perDay: number): string {
  return `Lasts ${lengthInWords(tokens / perDay)} at the usual pace`;
}

function lengthInWords(days: number): string {
  const hours = Math.round(days * HOURS_A_DAY);
  if (hours < 1) return 'less than an hour';
  if (hours < HOURS_A_DAY) return `about ${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  const shown = figure.format(days < WHOLE_DAYS ? days : Math.round(days));
  return `about ${shown} ${shown === figure.format(1) ? 'day' : 'days'}`;
}
