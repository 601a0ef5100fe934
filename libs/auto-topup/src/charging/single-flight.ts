interface Flight {
  readonly running: Promise<void>;
  next: Promise<void> | null;
}

/**
 * Runs work of one key once at a time in this process. Whoever asks while it runs shares the one run
 * that starts after it, so that a burst costs two runs and nobody is answered by a look from before.
 */
export class SingleFlight {
  private readonly flights = new Map<string, Flight>();

  run(key: string, work: () => Promise<void>): Promise<void> {
    const flight = this.flights.get(key);
    if (!flight) return this.start(key, work);
    flight.next ??= flight.running.then(
      () => this.start(key, work),
      () => this.start(key, work),
    );
    return flight.next;
  }

  private start(key: string, work: () => Promise<void>): Promise<void> {
    const flight: Flight = { running: work(), next: null };
    this.flights.set(key, flight);
    const land = () => {
      // With a next run waiting, its own start takes the place of this flight.
      if (this.flights.get(key) === flight && flight.next === null) this.flights.delete(key);
    };
    flight.running.then(land, land);
    return flight.running;
  }
}
