"""A slixmpp client driven by lines: commands on standard input, events on standard output."""
import asyncio
import sys

import slixmpp


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password, ca):
        super().__init__(jid, password)
        self.ca_certs = ca
        self.auto_authorize = None
        for plugin in ("xep_0030", "xep_0004", "xep_0050", "xep_0198", "xep_0199", "xep_0280", "xep_0363"):
            self.register_plugin(plugin)
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("message", self.heard)
        self.add_event_handler("presence_subscribe", lambda p: say("subscribe", p["from"].bare))
        self.add_event_handler("failed_all_auth", lambda e: say("refused", ""))

    async def started(self, event):
        await self.get_roster()
        self.send_presence()
        await self.plugin["xep_0199"].ping("localhost")
        say("online", self.boundjid.full)

    def heard(self, message):
        if message["body"]:
            say("message", message["from"].bare + " " + message["body"])


def say(event, text):
    print(event, text, flush=True)


async def find_uploads(client):
    """Finds the service as xep_0363 does. COMPAT: its own search fails on Python 3.11 (slixmpp 1.8.3); look again in 2028."""
    upload = client.plugin["xep_0363"]
    info = await client.plugin["xep_0030"].get_info(jid="localhost")
    found = info["disco_info"]
    if ("store", "file") not in {i[:2] for i in found["identities"]} or "urn:xmpp:http:upload:0" not in found["features"]:
        raise LookupError("no upload service")
    for form in found.iterables:
        values = form["values"]
        if values["FORM_TYPE"] == ["urn:xmpp:http:upload:0"]:
            upload.max_file_size = int(values["max-file-size"])
    upload.upload_service = info["from"]


def run_command(client, node, answers):
    """Runs an ad-hoc command of the server with the workflow of xep_0050; a form is filled in with the answers."""
    adhoc = client.plugin["xep_0050"]

    def told(iq, session):
        command = iq["command"]
        if command["status"] == "executing":
            session["payload"] = client.plugin["xep_0004"].make_form(ftype="submit")
            for name, value in answers.items():
                session["payload"].add_field(var=name, value=value)
            adhoc.complete_command(session)
            return
        values = command["form"]["values"]
        notes = " ".join(text for _, text in command["notes"])
        say("command", node + " " + notes + " ".join(f"{n}={v}" for n, v in values.items() if n != "FORM_TYPE"))

    def refused(iq, session):
        say("failed", iq["error"]["condition"])

    adhoc.start_command(jid="localhost", node=node, session={"next": told, "error": refused})


async def main():
    host, port, jid, password, ca = sys.argv[1:6]
    client = Client(jid, password, ca)
    client.connect((host, int(port)))
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().rstrip("\n"):
        command, _, rest = line.partition(" ")
        if command == "send":
            to, _, body = rest.partition(" ")
            client.send_message(mto=to, mbody=body, mtype="chat")
        elif command == "subscribe":
            client.send_presence_subscription(pto=rest)
        elif command == "accept":
            client.send_presence(pto=rest, ptype="subscribed")
        elif command == "upload":
            try:
                await find_uploads(client)
                say("uploaded", await client.plugin["xep_0363"].upload_file(rest))
            except Exception as problem:
                say("failed", repr(problem))
        elif command == "slot":
            name, size, kind = rest.split(" ")
            slot = await client.plugin["xep_0363"].request_slot("localhost", name, int(size), kind)
            say("slot", slot["http_upload_slot"]["put"]["url"])
        elif command == "commands":
            items = await client.plugin["xep_0050"].get_commands("localhost")
            say("commands", " ".join(node for _, node, _ in items["disco_items"]["items"]))
        elif command == "run":
            node, *answers = rest.split(" ")
            run_command(client, node, dict(answer.split("=", 1) for answer in answers))
        elif command == "quit":
            break
    await client.disconnect(wait=2)


asyncio.get_event_loop().run_until_complete(main())
