// Loaded into each child of `npm start`: when the parent is killed, its children end properly.
process.channel?.unref();
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
