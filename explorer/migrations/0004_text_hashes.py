"""Fills in the hash of each section's own text, by which versions are compared."""

import hashlib

from django.db import migrations


def fill_in(apps, schema_editor):
    Section = apps.get_model("explorer", "Section")
    sections = Section.objects.filter(text_sha256="", version__origin="imported").only("pk", "text")
    for section in sections.iterator(chunk_size=200):
        folded = " ".join(section.text.split())
        section.text_sha256 = hashlib.sha256(folded.encode("utf-8", "surrogatepass")).hexdigest()
        section.save(update_fields=["text_sha256"])


class Migration(migrations.Migration):
    dependencies = [("explorer", "0003_stances_rulings_and_drafts")]

    operations = [migrations.RunPython(fill_in, migrations.RunPython.noop)]
