// Preloaded into the server's process: if the benchmark is killed, the server ends as well.

process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
process.channel?.unref()
