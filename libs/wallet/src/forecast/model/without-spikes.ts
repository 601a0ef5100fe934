import { median, nth } from './numbers.js';
import { WEEK_DAYS } from './week.js';

const WEEKS_AROUND = 4;
const DAYS_AROUND = 3;
const FEWEST_PEERS = 2;
const DEVIATIONS = 6;
const LEAST_DEVIATION = 0.1;
const ABOVE_NEIGHBOURS = 1.5;
/** Median absolute deviation -> standard deviation of normal noise. */
const MAD_TO_SD = 1.4826;

/**
 * The same days with isolated spikes put back to what is usual on that weekday. A spike is far above
 * the same weekday of the weeks around it AND above the days next to it: two high days in a row are
 * a new level, not a spike, and are left alone.
 */
export function withoutSpikes(days: readonly number[]): number[] {
  return days.map((value, index) => {
    if (value <= ABOVE_NEIGHBOURS * highestNear(days, index)) return value;
    const peers = peersOf(days, index);
    if (peers.length < FEWEST_PEERS) return value;
    const usual = median(peers);
    if (usual <= 0) return value;
    const deviation = median(peers.map((peer) => Math.abs(peer - usual))) * MAD_TO_SD;
    const most = usual + DEVIATIONS * Math.max(deviation, LEAST_DEVIATION * usual);
    return value > most ? usual : value;
  });
}

/** The same weekday of the weeks around `index`. */
function peersOf(days: readonly number[], index: number): number[] {
  const peers: number[] = [];
  for (let week = -WEEKS_AROUND; week <= WEEKS_AROUND; week += 1) {
    const other = days[index + week * WEEK_DAYS];
    if (week !== 0 && other !== undefined) peers.push(other);
  }
  return peers;
}

function highestNear(days: readonly number[], index: number): number {
  let highest = 0;
  for (let other = index - DAYS_AROUND; other <= index + DAYS_AROUND; other += 1) {
    if (other !== index) highest = Math.max(highest, nth(days, other));
  }
  return highest;
}
