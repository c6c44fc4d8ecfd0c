"""A TCP forwarder on loopback that delays both ways and counts: the bench's wide-area network.

A connection costs its opener one round trip before the first byte passes, as a real one does.
"""

import asyncio
import threading


class Forwarder:
    """Forwards PORT to TARGET, each way delayed by `delay` seconds; counts are read and reset by take()."""

    def __init__(self, port, target):
        self.port, self.target, self.delay = port, target, 0.0
        self.counts = {"connections": 0, "up": 0, "down": 0}
        self.loop = asyncio.new_event_loop()
        self.ready = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()
        if not self.ready.wait(10):
            raise SystemExit(f"error: port {port} could not be opened")

    def _run(self):
        asyncio.set_event_loop(self.loop)

        async def serve():
            await asyncio.start_server(self._accept, "127.0.0.1", self.port)
            self.ready.set()

        self.loop.create_task(serve())
        self.loop.run_forever()

    async def _accept(self, reader, writer):
        self.counts["connections"] += 1
        await asyncio.sleep(2 * self.delay)
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(self._copy(reader, far_writer, "up"), self._copy(far_reader, writer, "down"))

    async def _copy(self, reader, writer, direction):
        queue = asyncio.Queue()

        async def deliver():
            while True:
                due, data = await queue.get()
                await asyncio.sleep(max(0, due - self.loop.time()))
                try:
                    if not data:
                        writer.write_eof()
                        return
                    writer.write(data)
                    await writer.drain()
                except OSError:
                    return

        delivery = asyncio.ensure_future(deliver())
        data = b"-"
        while data:
            try:
                data = await reader.read(65536)
            except OSError:
                data = b""
            self.counts[direction] += len(data)
            queue.put_nowait((self.loop.time() + self.delay, data))
        await delivery
        writer.close()

    def take(self):
        taken, self.counts = self.counts, {"connections": 0, "up": 0, "down": 0}
        return taken
