import { Clock } from '@purser/platform';
/** A clock that stands where the demo's history is being written. */
export class DemoClock extends Clock {
    instant;
    constructor(instant) {
        super();
        this.instant = instant;
    }
    now() {
        return new Date(this.instant);
    }
    /** Moves to `instant`; history is written forwards only. */
    moveTo(instant) {
        if (instant < this.instant)
            throw new Error('The demo clock does not go back');
        this.instant = instant;
    }
}
//# sourceMappingURL=demo-clock.js.map